package io.agentidentity.agent.posture;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.OwnerState;
import io.agentidentity.agent.settings.Settings;
import io.agentidentity.agent.settings.Settings.Period;
import io.agentidentity.agent.settings.TaskRules;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known about an agent at an instant, for findings to be drawn from.
 *
 * @param owner empty if the owner's directory does not answer
 * @param sponsors how many sponsors it has
 * @param oldestKey since when it has had its oldest key
 * @param keyElsewhere whether a key that its client has now belongs to another agent
 * @param liveTasks how many of its tasks are live
 * @param publicApps apps of its delegation rule that are public clients
 * @param foreignApps apps of its delegation rule that are gone, or are none that people use
 * @param dangling names in its record that mean nothing any more, or something that is called otherwise by now
 * @param accountRoles roles and groups on its service account
 * @param mappers protocol mappers of its client
 * @param changedOutside settings of its client that are not as the agents API made them
 */
public record Evidence(
        Agent agent,
        Instant now,
        Settings settings,
        Optional<OwnerState> owner,
        int sponsors,
        Optional<Instant> oldestKey,
        boolean keyElsewhere,
        long liveTasks,
        List<String> publicApps,
        List<String> foreignApps,
        List<String> dangling,
        List<String> accountRoles,
        List<String> mappers,
        List<String> changedOutside) {

    boolean longerAgoThan(Instant instant, Period period) {
        return instant.plus(settings.period(period)).isBefore(now);
    }

    boolean soon(Instant instant) {
        return instant.isAfter(now) && !instant.isAfter(now.plus(settings.period(Period.REMINDER)));
    }

    boolean over(Instant instant) {
        return !now.isBefore(instant);
    }

    int mostTasks() {
        return TaskRules.of(agent, settings).liveTasks();
    }
}
