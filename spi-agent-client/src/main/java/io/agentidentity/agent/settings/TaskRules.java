package io.agentidentity.agent.settings;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Ceiling;
import io.agentidentity.agent.Risk;
import io.agentidentity.agent.Strictness;
import io.agentidentity.agent.settings.RiskSettings.Consequence;
import io.agentidentity.drift.Drift;
import io.agentidentity.rate.Rates;
import java.time.Instant;
import java.util.Optional;

/**
 * What holds for one agent in its realm at this moment: of its record and the realm's settings the narrower, member by member;
 * but the number of live tasks, how often it may ask, and what follows from drift are the record's where it says so.
 * Nobody else compares the two.
 *
 * @param tokenSeconds life of a token
 * @param taskSeconds life of a task
 * @param chainDepth most agents in a row that a task may be handed along
 * @param liveTasks most tasks that are live at a time
 * @param detailsType the {@code type} of the {@code authorization_details} entry that describes a task
 * @param atRisk what follows from how risky the agent is held to be
 * @param rates how often it may ask; all members are there
 * @param drift what follows when it leaves a task; for every signal
 */
public record TaskRules(
        int tokenSeconds,
        int taskSeconds,
        int chainDepth,
        int liveTasks,
        Strictness strictness,
        String detailsType,
        Consequence atRisk,
        Rates rates,
        Drift drift) {

    private static final int MAX_ACTOR_TOKEN_SECONDS = 120;

    /** The rules for an agent. */
    public static TaskRules of(Agent agent, Settings settings) {
        return of(agent.ceiling(), agent.strictness(), agent.risk(), settings);
    }

    static TaskRules of(Ceiling ceiling, Strictness strictness, Risk risk, Settings settings) {
        TaskSettings realm = settings.tasks();
        return new TaskRules(
                Math.min(ceiling.tokenSeconds(), realm.tokenSeconds()),
                Math.min(ceiling.taskSeconds(), realm.taskSeconds()),
                Math.min(ceiling.chainDepth(), realm.chainDepth()),
                ceiling.concurrentTasks().orElse(settings.maxLiveTasks()),
                strictness.and(realm.strictness()),
                realm.detailsType(),
                settings.risk().at(risk),
                ceiling.rates().or(settings.rates()),
                ceiling.drift().or(realm.drift()));
    }

    /**
     * When a task that is opened now ends by itself.
     *
     * @param maxDuration the most seconds that the task itself says it needs
     */
    public Instant taskEnd(Instant now, Optional<Integer> maxDuration) {
        return now.plusSeconds(Math.min(taskSeconds, maxDuration.orElse(taskSeconds)));
    }

    /** When a token of a task runs out that is issued now: after the life of a token, or with the task if that is earlier. */
    public Instant tokenEnd(Instant now, Instant taskEnd) {
        Instant wanted = now.plusSeconds(tokenSeconds);
        return wanted.isBefore(taskEnd) ? wanted : taskEnd;
    }

    /** When an actor token runs out that is issued now. */
    public Instant actorTokenEnd(Instant now) {
        return now.plusSeconds(Math.min(tokenSeconds, MAX_ACTOR_TOKEN_SECONDS));
    }
}
