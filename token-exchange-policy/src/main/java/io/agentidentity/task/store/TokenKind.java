package io.agentidentity.task.store;

/** What a token of ours is good for. */
public enum TokenKind {
    /** At one resource server, for the person. */
    TASK,
    /** At this server only, to say that the agent is the agent. */
    ACTOR,
    /** At the token endpoint only, for the one agent that a task was handed down to. */
    HAND_OVER
}
