package io.agentidentity.agent.lifecycle;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.Rank;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.Provider;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** What the agent side asks of the task side; implemented by the module that knows tasks. */
public interface AgentTasks extends Provider {

    /** The task side of this server, or where it is missing something that has no tasks. */
    static AgentTasks of(KeycloakSession session) {
        AgentTasks tasks = session.getProvider(AgentTasks.class);
        return tasks == null ? new NoTasks() : tasks;
    }

    /**
     * Ends all live tasks of an agent, in the current transaction.
     *
     * @return what ended with them
     */
    Ended endAll(RealmModel realm, Agent agent, Ending ending);

    /** Ends all live tasks that run for a person, in the current transaction. */
    Ended endAllFor(RealmModel realm, String principalId, Ending ending);

    /** Ends all live tasks of a realm, in the current transaction. */
    Ended endAllOf(RealmModel realm, Ending ending);

    /** How many tasks of an agent are live. */
    long live(Agent agent);

    /** Forgets the tasks of a realm that is being removed. */
    void deleteRealm(String realmId);

    /**
     * Revokes a token of ours in a transaction of its own (RFC 7009).
     *
     * @return whether the token is one of ours, whoever presents it; the caller then answers without saying more
     */
    boolean revokeToken(RealmModel realm, ClientModel caller, String token);

    /** The admin resource for {@code …/agents/tasks}, or for one agent's tasks if an agent is given. */
    Object adminResource(RealmModel realm, Agent agent, AdminPermissionEvaluator auth, AdminEventBuilder events);

    /**
     * Who ends a task and why.
     *
     * @param by the rank of whoever ends it
     * @param actorId the user who ends it, if a user does
     */
    record Ending(Rank by, String actorId, String reason) {}

    /**
     * What an ending of several tasks ended.
     *
     * @param tokens tokens that a verifier which reads signatures only still accepts
     * @param lastTokenExpiresAt when the last of them runs out
     */
    record Ended(int tasks, long tokens, Optional<Instant> lastTokenExpiresAt) {

        /** Nothing. */
        public static final Ended NOTHING = new Ended(0, 0, Optional.empty());

        /** This and something more. */
        public Ended and(Ended other) {
            Optional<Instant> last = Stream.of(lastTokenExpiresAt, other.lastTokenExpiresAt)
                    .flatMap(Optional::stream)
                    .max(Comparator.naturalOrder());
            return new Ended(tasks + other.tasks, tokens + other.tokens, last);
        }
    }
}
