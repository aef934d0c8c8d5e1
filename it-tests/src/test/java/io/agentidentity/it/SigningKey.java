package io.agentidentity.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.it.realm.Json;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;

/** A key for client assertions with another algorithm than agents have by default. */
record SigningKey(String kid, String alg, String signature, KeyPair pair) {

    static SigningKey rsa(String kid) {
        return of(kid, "RS256", "SHA256withRSA", "RSA");
    }

    static SigningKey ed25519(String kid) {
        return of(kid, "EdDSA", "Ed25519", "Ed25519");
    }

    private static SigningKey of(String kid, String alg, String signature, String generator) {
        try {
            return new SigningKey(
                    kid, alg, signature, KeyPairGenerator.getInstance(generator).generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    JsonNode publicJwk() {
        ObjectNode jwk = Json.object().put("kid", kid).put("use", "sig").put("alg", alg);
        if (pair.getPublic() instanceof RSAPublicKey rsa) {
            return jwk.put("kty", "RSA").put("n", number(rsa.getModulus())).put("e", number(rsa.getPublicExponent()));
        }
        byte[] encoded = pair.getPublic().getEncoded();
        return jwk.put("kty", "OKP")
                .put("crv", "Ed25519")
                .put("x", base64(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)));
    }

    /** A client assertion (RFC 7523) that is good once and for a minute. */
    String clientAssertion(String clientId, String audience) {
        long now = Instant.now().getEpochSecond();
        ObjectNode header = Json.object().put("alg", alg).put("kid", kid);
        ObjectNode claims = Json.object()
                .put("iss", clientId)
                .put("sub", clientId)
                .put("aud", audience)
                .put("jti", UUID.randomUUID().toString())
                .put("iat", now)
                .put("exp", now + 60);
        String input = base64(header.toString().getBytes(StandardCharsets.UTF_8)) + "."
                + base64(claims.toString().getBytes(StandardCharsets.UTF_8));
        try {
            Signature signer = Signature.getInstance(signature);
            signer.initSign(pair.getPrivate());
            signer.update(input.getBytes(StandardCharsets.US_ASCII));
            return input + "." + base64(signer.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String number(BigInteger value) {
        byte[] bytes = value.toByteArray();
        return base64(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
