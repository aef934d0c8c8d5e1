package io.agentidentity.decision.store;

/**
 * A decision that was made.
 *
 * @param callerId internal id of the client that asked
 * @param answer what was answered, as JSON
 */
public record Decision(String id, String taskId, String callerId, boolean permitted, String answer) {}
