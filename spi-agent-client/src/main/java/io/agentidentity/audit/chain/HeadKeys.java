package io.agentidentity.audit.chain;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.json.StrictJson;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Public keys that heads are trusted by. */
public final class HeadKeys {

    private final Map<String, PublicKey> keys = new HashMap<>();

    /** The keys of a set (RFC 7517 section 5); those of another kind are passed over. */
    public HeadKeys(JsonNode jwks) {
        for (JsonNode jwk : jwks.path("keys")) {
            if (HeadKey.isPublic(jwk)) {
                key(jwk).ifPresent(key -> keys.put(jwk.path("kid").textValue(), key));
            }
        }
    }

    /** What a signed head says; empty if it is none, or not signed by one of the keys. */
    public Optional<Head> verify(String signed) {
        return payload(HeadKey.TYPE, signed).flatMap(Head::of);
    }

    /** When a head was signed; empty as {@link #verify}, or if it does not say so. */
    public Optional<Instant> signedAt(String signed) {
        return payload(HeadKey.TYPE, signed)
                .map(payload -> payload.path("iat"))
                .filter(JsonNode::isIntegralNumber)
                .map(iat -> Instant.ofEpochSecond(iat.longValue()));
    }

    /** What a signed tombstone says; empty if it is none, or not signed by one of the keys. */
    public Optional<Tombstone> verifyTombstone(String signed) {
        return payload(HeadKey.TOMBSTONE, signed).flatMap(Tombstone::of);
    }

    private Optional<JsonNode> payload(String type, String signed) {
        String[] parts = signed.strip().split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            JsonNode header = StrictJson.parse(new String(decode(parts[0]), UTF_8));
            PublicKey key = keys.get(header.path("kid").asText());
            if (key == null
                    || !"ES256".equals(header.path("alg").textValue())
                    || !type.equals(header.path("typ").textValue())) {
                return Optional.empty();
            }
            Signature signature = Signature.getInstance(HeadKey.ALGORITHM);
            signature.initVerify(key);
            signature.update((parts[0] + "." + parts[1]).getBytes(US_ASCII));
            return signature.verify(decode(parts[2]))
                    ? Optional.of(StrictJson.parse(new String(decode(parts[1]), UTF_8)))
                    : Optional.empty();
        } catch (GeneralSecurityException | IllegalArgumentException | StrictJson.MalformedJson e) {
            return Optional.empty();
        }
    }

    private static Optional<PublicKey> key(JsonNode jwk) {
        try {
            AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
            curve.init(new ECGenParameterSpec(HeadKey.CURVE));
            ECPoint point = new ECPoint(
                    number(jwk.path("x").textValue()), number(jwk.path("y").textValue()));
            return Optional.of(KeyFactory.getInstance("EC")
                    .generatePublic(new ECPublicKeySpec(point, curve.getParameterSpec(ECParameterSpec.class))));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static BigInteger number(String text) {
        return new BigInteger(1, decode(text));
    }

    private static byte[] decode(String text) {
        return Base64.getUrlDecoder().decode(text);
    }
}
