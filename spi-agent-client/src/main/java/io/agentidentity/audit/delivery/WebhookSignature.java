package io.agentidentity.audit.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs messages as Standard Webhooks says (HMAC-SHA256 over id, time and body, header {@code webhook-signature}). While a secret
 * is being replaced there are two, and a signature by each.
 */
public final class WebhookSignature {

    private static final String ALGORITHM = "HmacSHA256";
    private static final String PREFIX = "whsec_";
    private static final int SHORTEST_KEY = 24;

    private final List<byte[]> keys;

    private WebhookSignature(List<byte[]> keys) {
        this.keys = keys;
    }

    /**
     * The signature by a secret, or by several with spaces between.
     *
     * @param secrets each {@code whsec_} and base64, or any text; at least 24 bytes
     * @return empty if one of them is no secret
     */
    public static Optional<WebhookSignature> by(String secrets) {
        List<byte[]> keys = new ArrayList<>();
        for (String secret : secrets.strip().split("\\s+", -1)) {
            byte[] key;
            try {
                key = secret.startsWith(PREFIX)
                        ? Base64.getDecoder().decode(secret.substring(PREFIX.length()))
                        : secret.getBytes(UTF_8);
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
            if (key.length < SHORTEST_KEY) {
                return Optional.empty();
            }
            keys.add(key);
        }
        return Optional.of(new WebhookSignature(keys));
    }

    /**
     * The value of the header {@code webhook-signature}.
     *
     * @param seconds the value of {@code webhook-timestamp}
     */
    public String of(String id, long seconds, byte[] body) {
        return keys.stream().map(key -> "v1," + hmac(key, id, seconds, body)).collect(Collectors.joining(" "));
    }

    private static String hmac(byte[] key, String id, long seconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            mac.update((id + "." + seconds + ".").getBytes(UTF_8));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
        }
    }
}
