package io.agentidentity.agent.credential;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/**
 * What identifies the holder of a credential: a key, an address of keys, a certificate's subject or a federated subject.
 *
 * @param value the kind and a digest, so that it has one form and a bounded length
 * @param kid id of the key, where it is a key
 */
public record Fingerprint(String value, String kid) {

    private static final String KEY = "jwk:";

    /** Of a key with that thumbprint. */
    static Fingerprint ofKey(String thumbprint, String kid) {
        return new Fingerprint(KEY + thumbprint, kid);
    }

    /** Whether it is a key's; addresses and subjects do not grow old. */
    public boolean isKey() {
        return value.startsWith(KEY);
    }

    /** The thumbprint, where it is a key's. */
    public Optional<String> thumbprint() {
        return isKey() ? Optional.of(value.substring(KEY.length())) : Optional.empty();
    }

    static Fingerprint of(String kind, String text, String kid) {
        return new Fingerprint(kind + ":" + digest(text), kid);
    }

    static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
