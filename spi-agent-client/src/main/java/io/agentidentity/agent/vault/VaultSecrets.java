package io.agentidentity.agent.vault;

import java.util.Optional;
import java.util.function.IntPredicate;
import org.keycloak.models.KeycloakSession;
import org.keycloak.vault.VaultStringSecret;

/** Reads secrets of the realm in the session's context. What is no usable text is none: a complaint about it would quote it. */
public final class VaultSecrets {

    private final KeycloakSession session;

    public VaultSecrets(KeycloakSession session) {
        this.session = session;
    }

    /** A secret of visible ASCII only. */
    public Optional<String> word(String expression) {
        return text(expression, c -> c > ' ' && c < 0x7f);
    }

    /** A secret of one line of ASCII, such as the value of a header. */
    public Optional<String> line(String expression) {
        return text(expression, c -> c >= ' ' && c < 0x7f);
    }

    private Optional<String> text(String expression, IntPredicate allowed) {
        try (VaultStringSecret secret = session.vault().getStringSecret(expression)) {
            return secret.get()
                    .map(String::strip)
                    .filter(value -> !value.isEmpty() && value.chars().allMatch(allowed))
                    // Where there is no vault, Keycloak answers the expression itself.
                    .filter(value -> !value.equals(expression));
        }
    }
}
