package io.agentidentity.signal;

import java.util.List;
import java.util.Optional;

/**
 * What a signal is about: the members of a complex subject (SSF 1.0 section 3). All that are there must match, so fewer members
 * mean more tokens.
 *
 * @param taskId the task, for the member {@code session}
 * @param principalId the realm's id of the person, or of the agent that works alone, for {@code user}
 * @param agentId the internal id of the agent's client, which is not sent
 * @param clientId the agent's client id as tokens name it, for {@code application}
 */
public record SignalSubject(Optional<String> taskId, Optional<String> principalId, String agentId, String clientId) {

    /** One task. */
    public static SignalSubject task(String taskId, String principalId, String agentId, String clientId) {
        return new SignalSubject(Optional.of(taskId), Optional.of(principalId), agentId, clientId);
    }

    /** Everything that an agent does for one person. */
    public static SignalSubject pair(String principalId, String agentId, String clientId) {
        return new SignalSubject(Optional.empty(), Optional.of(principalId), agentId, clientId);
    }

    /** An agent, whatever it does and for whom. */
    public static SignalSubject agent(String agentId, String clientId) {
        return new SignalSubject(Optional.empty(), Optional.empty(), agentId, clientId);
    }

    /** The subjects that name all that this one names, and more. */
    List<SignalSubject> wider() {
        SignalSubject agent = agent(agentId, clientId);
        if (taskId.isPresent()) {
            return List.of(new SignalSubject(Optional.empty(), principalId, agentId, clientId), agent);
        }
        return principalId.isPresent() ? List.of(agent) : List.of();
    }
}
