package io.agentidentity.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.TestRealm;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** A key of a realm that the test has too, so that it can sign what the realm itself never would. */
final class RealmSigner {

    private final KeyPair pair;
    private final String keyId;

    private RealmSigner(KeyPair pair, String keyId) {
        this.pair = pair;
        this.keyId = keyId;
    }

    /** Gives the realm a second key, which it accepts and does not sign with. */
    static RealmSigner in(TestRealm realm) {
        KeyPair pair = rsa();
        ObjectNode component = Json.object()
                .put("name", "known-to-the-test")
                .put("providerId", "rsa")
                .put("providerType", "org.keycloak.keys.KeyProvider")
                .put("parentId", realm.admin().get("").json().path("id").asText());
        ObjectNode config = component.putObject("config");
        config.putArray("priority").add("1");
        config.putArray("algorithm").add("RS256");
        config.putArray("privateKey")
                .add(Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded()));
        String id = realm.admin().post("/components", component).createdId();
        for (JsonNode key : realm.admin().get("/keys").expect(200).json().path("keys")) {
            if (id.equals(key.path("providerId").asText())) {
                return new RealmSigner(pair, key.path("kid").asText());
            }
        }
        throw new AssertionError("the realm has no key of " + id);
    }

    /** The same claim to be the realm with another key. */
    RealmSigner forger() {
        return new RealmSigner(rsa(), keyId);
    }

    String sign(String type, JsonNode claims) {
        JWSObject jws = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .type(new JOSEObjectType(type))
                        .keyID(keyId)
                        .build(),
                new Payload(claims.toString()));
        try {
            jws.sign(new RSASSASigner(pair.getPrivate()));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return jws.serialize();
    }

    private static KeyPair rsa() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
