package io.agentidentity.agent.lifecycle;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.Rank;
import io.agentidentity.agent.schema.Schema;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
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
        return tasks == null || Schema.TASKS.isOff(session) ? new NoTasks() : tasks;
    }

    /**
     * Ends all live tasks of an agent, in the current transaction.
     *
     * @return what ended with them
     */
    Ended endAll(RealmModel realm, Agent agent, Ending ending);

    /** Suspends all active tasks of an agent, in the current transaction; what was issued under them stays dead for good. */
    void suspendAll(RealmModel realm, Agent agent, Ending ending);

    /** Ends all live tasks that run for a person, in the current transaction. */
    Ended endAllFor(RealmModel realm, String principalId, Ending ending);

    /** As {@link #endAllFor} for a person who is out, and notes that, so that what slips through meanwhile ends when they are back. */
    Ended personOut(RealmModel realm, String principalId, Ending ending);

    /** Ends what was begun for a person while they were noted to be out, and forgets the note; nothing without one. */
    void personBack(RealmModel realm, String principalId);

    /**
     * Locks the live tasks of agents and of a person, with all below them, in the one order of tasks, so that they can be ended
     * agent by agent afterwards. The agents' rows must be locked already.
     */
    void hold(RealmModel realm, Collection<Agent> agents, Optional<String> principalId);

    /** Ends all live tasks of a realm, in the current transaction. */
    Ended endAllOf(RealmModel realm, Ending ending);

    /** How many tasks of an agent are live. */
    long live(Agent agent);

    /** How many tasks of a realm are live. */
    long liveOf(RealmModel realm);

    /** What of an agent is live, and between which agents. */
    Alive alive(RealmModel realm, Agent agent);

    /** Forgets the tasks of a realm that is being removed. */
    void deleteRealm(String realmId);

    /** Forgets for whom an agent that is being removed may not work. */
    void forgetAgent(Agent agent);

    /** Forgets which agents may not work for a person who is being removed. */
    void forgetPerson(RealmModel realm, String principalId);

    /**
     * Revokes a token of ours in a transaction of its own (RFC 7009).
     *
     * @return whether the token is one of ours, whoever presents it; the caller then answers without saying more
     */
    boolean revokeToken(RealmModel realm, ClientModel caller, String token);

    /** Whether a token, good or dead, is one that agents get, which no grant may turn into another. */
    boolean issued(RealmModel realm, String token);

    /** The admin resource for {@code …/agents/tasks}, or for one agent's tasks if an agent is given. */
    Object adminResource(RealmModel realm, Agent agent, AdminPermissionEvaluator auth, AdminEventBuilder events);

    /**
     * The resource of a person's own blocks: which agents may not work for them.
     *
     * @param lifting throws if the caller's token is not good enough to lift a block
     */
    Object ownBlocks(RealmModel realm, Caller person, boolean mayManage, Consumer<Agent> lifting);

    /** The resource of what runs in a person's name. */
    Object ownTasks(RealmModel realm, Caller person, boolean mayManage);

    /** The resource of an owner's blocks: for whom the owner's agent may not work; {@code lifting} as above. */
    Object ownersBlocks(RealmModel realm, Agent agent, Caller owner, Consumer<Agent> lifting);

    /** The admin resource of the realm's rules. */
    Object policyResource(RealmModel realm, AdminPermissionEvaluator auth, AdminEventBuilder events);

    /** The admin resource that tells, by its id, what a reviewer wants to know of something. */
    Object storyResource(RealmModel realm, Caller reader, Told what);

    /** What is wrong with each rule in force that could not be evaluated lately. */
    List<String> ruleErrors(RealmModel realm);

    /** The admin resource of all blocks of an agent. */
    Object adminBlocks(RealmModel realm, Agent agent, AdminPermissionEvaluator auth, AdminEventBuilder events);

    /** What stories are told of. */
    enum Told {
        /** A task with all below it. */
        TASK,
        /** A token: what it reached and what came of it. */
        TOKEN,
        /** A key: the tokens that are bound to it, or that an agent got with it. */
        KEY
    }

    /**
     * What of an agent is live.
     *
     * @param tokens tokens of its own live tasks that would be taken now
     * @param lastTokenExpiresAt when the last token of these runs out that a verifier which reads signatures only accepts
     * @param handsTo by internal id of an agent that it handed work to, how many live tasks; likewise of those that it has work from
     */
    record Alive(
            long tasks,
            long tokens,
            Optional<Instant> lastTokenExpiresAt,
            Map<String, Long> handsTo,
            Map<String, Long> receivesFrom) {

        /** Nothing. */
        public static final Alive NOTHING = new Alive(0, 0, Optional.empty(), Map.of(), Map.of());
    }

    /**
     * Who ends a task and why.
     *
     * @param by the rank of whoever ends it
     * @param who whoever that is, as records name them
     */
    record Ending(Rank by, Caller who, String reason) {

        /** One that nobody asked for. */
        public static Ending system(String reason) {
            return new Ending(Rank.SYSTEM, Caller.system(), reason);
        }
    }

    /**
     * What an ending of several tasks ended.
     *
     * @param tokens tokens that were good until now
     * @param lastTokenExpiresAt when the last token runs out that a verifier which reads signatures only accepts; those of tasks
     *     that were over before count too
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
