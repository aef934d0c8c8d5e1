package io.agentidentity.agent;

import io.agentidentity.json.Wire;

/** Where an agent runs; client secrets are for {@code development} only. */
public enum Environment {
    DEVELOPMENT,
    PRODUCTION;

    /** The name on the wire. */
    public String wire() {
        return Wire.name(this);
    }
}
