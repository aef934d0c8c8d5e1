package io.agentidentity.agent.posture;

import io.agentidentity.json.Wire;

/** How bad a finding is, the least first. */
public enum Severity {
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL;

    /** The name on the wire. */
    public String wire() {
        return Wire.name(this);
    }
}
