package io.agentidentity.audit.chain;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.StrictJson;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;

/**
 * A key that signs heads and tombstones, ES256 (RFC 7518 section 3.4); used for nothing else.
 *
 * @param publicJwk the public key (RFC 7517), whose {@code kid} is its thumbprint (RFC 7638)
 * @param encoded the private key, PKCS #8 in base64
 */
public record HeadKey(ObjectNode publicJwk, String encoded) {

    static final String CURVE = "secp256r1";
    static final String ALGORITHM = "SHA256withECDSAinP1363Format";
    static final String TYPE = "agent-audit-head+jwt";
    static final String TOMBSTONE = "agent-audit-tombstone+jwt";

    private static final int COORDINATE = 32;

    /** A new key. */
    public static HeadKey generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(CURVE));
            KeyPair pair = generator.generateKeyPair();
            return new HeadKey(
                    jwk((ECPublicKey) pair.getPublic()),
                    Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has P-256", e);
        }
    }

    /** The id of the key. */
    public String kid() {
        return publicJwk.path("kid").textValue();
    }

    /** A head as a signed token (RFC 7515, compact). */
    public String sign(Head head, Instant now) {
        return sign(TYPE, head.toJson(), now);
    }

    /** A tombstone as a signed token (RFC 7515, compact). */
    public String sign(Tombstone tombstone, Instant now) {
        return sign(TOMBSTONE, tombstone.toJson(), now);
    }

    private String sign(String type, ObjectNode payload, Instant now) {
        ObjectNode header =
                StrictJson.object().put("alg", "ES256").put("typ", type).put("kid", kid());
        String signed = encode(StrictJson.write(header).getBytes(UTF_8)) + "."
                + encode(StrictJson.write(payload.put("iat", now.getEpochSecond()))
                        .getBytes(UTF_8));
        try {
            PrivateKey key = KeyFactory.getInstance("EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(encoded)));
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(signed.getBytes(US_ASCII));
            return signed + "." + encode(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key for heads cannot sign", e);
        }
    }

    private static ObjectNode jwk(ECPublicKey key) throws GeneralSecurityException {
        ObjectNode jwk = StrictJson.object()
                .put("crv", "P-256")
                .put("kty", "EC")
                .put("x", coordinate(key.getW().getAffineX()))
                .put("y", coordinate(key.getW().getAffineY()));
        byte[] thumbprint = MessageDigest.getInstance("SHA-256")
                .digest(StrictJson.write(jwk).getBytes(UTF_8));
        return jwk.put("kid", encode(thumbprint)).put("alg", "ES256").put("use", "sig");
    }

    private static String coordinate(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] fixed = new byte[COORDINATE];
        int length = Math.min(bytes.length, COORDINATE);
        System.arraycopy(bytes, bytes.length - length, fixed, COORDINATE - length, length);
        return encode(fixed);
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Names the key alone, so that no log shows its private half. */
    @Override
    public String toString() {
        return "HeadKey[" + kid() + "]";
    }

    /** Whether a JSON object is a public key of this kind. */
    static boolean isPublic(JsonNode jwk) {
        return "EC".equals(jwk.path("kty").textValue())
                && "P-256".equals(jwk.path("crv").textValue())
                && jwk.path("kid").isTextual()
                && jwk.path("x").isTextual()
                && jwk.path("y").isTextual();
    }
}
