package io.agentidentity.task;

import java.util.Optional;

/**
 * The keys that the tokens of a task are bound to, by their thumbprints. Once bound, a task stays so for as long as it lives, to
 * the same keys: only another actor, with a task of its own, proves others.
 *
 * @param key of DPoP proofs: {@code jkt} (RFC 9449 section 6.1)
 * @param certificate of the client: {@code x5t#S256} (RFC 8705 section 3.1)
 */
public record KeyBinding(Optional<String> key, Optional<String> certificate) {

    /** Bound to nothing; whoever holds a token may use it. */
    public static final KeyBinding NONE = new KeyBinding(Optional.empty(), Optional.empty());

    /** Whether everything that this is bound to was proven. */
    public boolean provenBy(KeyBinding proven) {
        return (key.isEmpty() || key.equals(proven.key))
                && (certificate.isEmpty() || certificate.equals(proven.certificate));
    }
}
