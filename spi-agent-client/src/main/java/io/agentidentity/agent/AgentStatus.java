package io.agentidentity.agent;

import io.agentidentity.json.Wire;

/** The stored status of an agent. */
public enum AgentStatus {
    ACTIVE,
    SUSPENDED,
    /** For good: without credential, consents and roles; only the record is left. */
    RETIRED;

    /** The name on the wire. */
    public String wire() {
        return Wire.name(this);
    }
}
