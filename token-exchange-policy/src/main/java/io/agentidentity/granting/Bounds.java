package io.agentidentity.granting;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Ceiling;
import io.agentidentity.task.Authority;
import io.agentidentity.task.Authority.Rights;
import io.agentidentity.task.Task.Ground;
import io.agentidentity.task.lifecycle.TaskCheck.Line;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What bounds every token at this moment, whenever its task was opened: the ceilings of all agents of the line, and the person. */
final class Bounds {

    private final Ceiling ceiling;
    private final Person person;

    /**
     * @param own the ceiling of the agent that acts
     * @param above those of the agents that the task has come down
     */
    Bounds(Ceiling own, List<Ceiling> above, Person person) {
        this.ceiling = above.stream().reduce(own, Ceiling::below);
        this.person = person;
    }

    /**
     * The bounds of a task of an agent; those of one that works for nobody are in its record apart.
     *
     * @param clientIds what the client with an internal id is called now
     */
    static Bounds of(
            Agent agent, Ground ground, Line line, Person person, Function<String, Optional<String>> clientIds) {
        Ceiling own = ground == Ground.AUTONOMOUS
                ? agent.autonomous().map(agent.ceiling()::autonomous).orElse(Ceiling.NONE)
                : agent.ceiling();
        return new Bounds(
                agent.meant().now(own, clientIds),
                line.agents().stream()
                        .map(above -> above.meant().now(above.ceiling(), clientIds))
                        .toList(),
                person);
    }

    /** The most that all agents of the line together allow the one that acts. */
    Ceiling ceiling() {
        return ceiling;
    }

    /** Of some scopes those that all agents may use, and the person may give this one. */
    Set<String> scopes(Collection<String> some) {
        Set<String> allowed = new TreeSet<>(some);
        allowed.removeIf(scope -> !ceiling.scopes().contains(scope) || !person.mayGive(scope));
        return allowed;
    }

    /**
     * The roles of a resource server that all agents' tokens may show, and the person has.
     *
     * @param server its client id
     */
    Set<String> roles(String server) {
        Set<String> roles = new TreeSet<>();
        for (String name : ceiling.roles()) {
            int colon = name.indexOf(':');
            String role = name.substring(colon + 1);
            if (name.substring(0, colon).equals(server) && person.has(server, role)) {
                roles.add(role);
            }
        }
        return roles;
    }

    /** As much of some rights as the agents may use; a list of actions that comes out empty permits none. */
    Rights rights(Rights some) {
        Rights most = Rights.of(ceiling);
        Optional<List<String>> actions = most.actions()
                .map(allowed -> some.actions()
                        .map(own -> own.stream().filter(allowed::contains).toList())
                        .orElse(allowed));
        return some.withActions(actions.or(some::actions))
                .withLimits(some.limits().strictest(most.limits()));
    }

    /**
     * What is left at this moment of the authority of a token that was issued earlier; empty if it is good for nothing any more.
     *
     * @param server the client id of the resource server
     */
    Optional<Authority> remaining(Authority token, String server) {
        Set<String> scopes = scopes(token.scopes());
        Rights rights = rights(token.rights());
        if (scopes.isEmpty()
                || !ceiling.targets().contains(token.target())
                || rights.actions().filter(List::isEmpty).isPresent()) {
            return Optional.empty();
        }
        Set<String> roles = token.roles().isEmpty() ? Set.of() : roles(server);
        return Optional.of(new Authority(
                token.target(),
                scopes,
                token.roles().stream().filter(roles::contains).collect(Collectors.toSet()),
                rights));
    }

    /** The person whose rights these are, or the agent's own account. */
    interface Person {

        /** Whether the acting agent's client has the scope, and the person a role that it takes. */
        boolean mayGive(String scope);

        /**
         * Whether the person has the role.
         *
         * @param server the client id of the resource server whose role it is
         */
        boolean has(String server, String role);
    }
}
