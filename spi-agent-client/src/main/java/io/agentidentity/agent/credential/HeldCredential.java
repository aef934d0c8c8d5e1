package io.agentidentity.agent.credential;

import java.time.Instant;
import java.util.Optional;

/**
 * The credential that an agent has.
 *
 * @param digest of everything in the client's settings that decides who can authenticate, so that a change made past the
 *     agents API shows
 * @param endsAt when the first of its keys, its secret or its debt runs out
 */
public record HeldCredential(CredentialType type, String digest, Optional<Instant> endsAt) {

    /** Whether part of it has run out at this instant. */
    public boolean endedAt(Instant now) {
        return endsAt.filter(end -> !now.isBefore(end)).isPresent();
    }

    /** The digest of settings. */
    public static String digest(String settings) {
        return Fingerprint.digest(settings);
    }
}
