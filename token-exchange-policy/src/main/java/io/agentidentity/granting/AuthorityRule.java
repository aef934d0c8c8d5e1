package io.agentidentity.granting;

import io.agentidentity.agent.Strictness;
import io.agentidentity.agent.settings.TaskRules;
import io.agentidentity.refusal.Reason;
import io.agentidentity.refusal.Refusal;
import io.agentidentity.task.Authority;
import io.agentidentity.task.Authority.Rights;
import io.agentidentity.task.Task;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What is granted: within what the agents of the line and the person may give at this moment, within the token that the request
 * rests on, within the task if there is one already, and within what is asked for.
 */
final class AuthorityRule {

    private final Bounds bounds;
    private final Strictness strictness;
    private final RightsRule rights;

    AuthorityRule(Bounds bounds, TaskRules rules) {
        this.bounds = bounds;
        this.strictness = rules.strictness();
        this.rights = new RightsRule(bounds, rules);
    }

    /** Answers the authority of one token; that of its task too, if it is the first. */
    Authority granted(Asked asked, Place place, Held held, Optional<Task> known) {
        return new Authority(
                place.target(),
                scopes(asked.scopes(), held, known),
                roles(place.server(), known),
                rights.granted(asked.details(), place, held, known));
    }

    private Set<String> scopes(Optional<Set<String>> requested, Held held, Optional<Task> known) {
        if (strictness.scope() && requested.isEmpty()) {
            throw new Refusal(Reason.SCOPE_REQUIRED, "this agent must name the scopes that it needs");
        }
        Set<String> allowed = bounds.scopes(held.scopes());
        known.ifPresent(task -> allowed.retainAll(task.authority().scopes()));
        if (requested.isPresent() && !allowed.containsAll(requested.get())) {
            throw new Refusal(
                    Reason.SCOPE_INVALID, "a scope is not in the person's token, the agent's ceiling or the task");
        }
        Set<String> granted = requested.orElse(allowed);
        if (granted.isEmpty()) {
            throw new Refusal(
                    Reason.SCOPE_INVALID, "the person's token and the agent's ceiling have no scope in common");
        }
        return granted;
    }

    private Set<String> roles(String server, Optional<Task> known) {
        Set<String> roles = bounds.roles(server);
        known.ifPresent(task -> roles.retainAll(task.authority().roles()));
        return roles;
    }

    /**
     * What the token that a request rests on allows.
     *
     * @param rights those that the token itself carries, which may be narrower than its task's; absent: it does not narrow
     * @param handingDown whether another agent is to go on with it
     */
    record Held(Set<String> scopes, Optional<Rights> rights, boolean handingDown) {}

    /**
     * Where the token will be good.
     *
     * @param target what stands in {@code aud}
     * @param server the client id of the resource server
     * @param holds whether a location in the details lies within the target
     */
    record Place(String target, String server, Predicate<String> holds) {}
}
