package io.agentidentity.agent;

import io.agentidentity.json.Wire;
import java.time.Instant;
import java.util.Optional;

/**
 * Why an agent is suspended.
 *
 * @param by user id of whoever suspended it; absent where the server did
 * @param until the instant at which the suspension is over by itself
 */
public record Suspension(Cause cause, Optional<String> by, Optional<Instant> until) {

    /** What brought the suspension about; an owner lifts only what an owner brought about. */
    public enum Cause {
        OWNER,
        ADMIN,
        /** A review was not done in time. */
        REVIEW,
        /** A person's login or an API key was not replaced in time. */
        DEBT;

        /** The name on the wire. */
        public String wire() {
            return Wire.name(this);
        }
    }
}
