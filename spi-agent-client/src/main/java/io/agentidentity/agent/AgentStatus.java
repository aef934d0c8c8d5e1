package io.agentidentity.agent;

/** The stored status of an agent. */
public enum AgentStatus {
    ACTIVE,
    SUSPENDED;

    /** The name on the wire. */
    public String wire() {
        return Wire.name(this);
    }
}
