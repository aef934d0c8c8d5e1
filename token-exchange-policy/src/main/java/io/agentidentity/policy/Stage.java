package io.agentidentity.policy;

import io.agentidentity.json.Wire;

/** When rules are asked. */
public enum Stage {
    /** A token is asked for. */
    ISSUE,
    /** A call is about to be made with one. */
    CALL;

    /** The name on the wire. */
    public String wire() {
        return Wire.name(this);
    }
}
