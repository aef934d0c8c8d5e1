package io.agentidentity.agent.credential;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.StrictJson;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A set of public keys (RFC 7517). */
public final class JsonWebKeys {

    private static final Set<String> PRIVATE_MEMBERS = Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");
    private static final Map<String, List<String>> REQUIRED =
            Map.of("RSA", List.of("e", "n"), "EC", List.of("x", "y"), "OKP", List.of("x"));
    private static final int MOST_KEYS = 10;
    private static final int LEAST_RSA_BITS = 2048;

    private JsonWebKeys() {}

    /**
     * Checks a key set and gives each key that has none a {@code kid}: its thumbprint.
     *
     * @throws InvalidInput if it is no set of public keys, holds a weak key, or names two keys alike
     */
    static JsonNode checked(JsonNode jwks) {
        JsonNode keys = jwks.get("keys");
        if (keys == null || !keys.isArray() || keys.isEmpty() || keys.size() > MOST_KEYS) {
            throw new InvalidInput("credential.jwks must be a JWK Set with 1 to " + MOST_KEYS + " keys");
        }
        for (JsonNode key : keys) {
            if (!REQUIRED.containsKey(key.path("kty").asText())) {
                throw new InvalidInput("credential.jwks: kty must be RSA, EC or OKP");
            }
        }
        if (PRIVATE_MEMBERS.stream().anyMatch(member -> jwks.findValue(member) != null)) {
            throw new InvalidInput("credential.jwks holds a private key; send the public key only");
        }
        ArrayNode named = StrictJson.array(List.of());
        Set<String> kids = new HashSet<>();
        Set<String> thumbprints = new HashSet<>();
        for (JsonNode key : keys) {
            ObjectNode copy = key.deepCopy();
            String thumbprint = thumbprint(key);
            JsonNode kid = key.path("kid");
            if (!kid.isTextual() || kid.textValue().isBlank() || kid.textValue().length() > 255) {
                copy.put("kid", thumbprint);
            }
            if (!kids.add(copy.get("kid").textValue()) || !thumbprints.add(thumbprint)) {
                throw new InvalidInput("credential.jwks holds a key or a kid twice");
            }
            named.add(copy);
        }
        ObjectNode set = StrictJson.object();
        set.set("keys", named);
        return set;
    }

    /** Parses one public key, checked as in a set. */
    public static JsonNode one(JsonNode jwk) {
        ObjectNode set = StrictJson.object();
        set.putArray("keys").add(jwk);
        return checked(set).get("keys").get(0);
    }

    /** What identifies the holder of one key. */
    public static Fingerprint fingerprint(JsonNode key, String kid) {
        return Fingerprint.ofKey(thumbprint(key), kid);
    }

    static List<Fingerprint> fingerprints(JsonNode jwks) {
        List<Fingerprint> fingerprints = new ArrayList<>();
        jwks.get("keys")
                .forEach(key -> fingerprints.add(fingerprint(key, key.get("kid").textValue())));
        return fingerprints;
    }

    /** The thumbprint of a key (RFC 7638), over its canonical form: the same key written differently has the same one. */
    static String thumbprint(JsonNode key) {
        String kty = key.path("kty").asText();
        ObjectNode members = StrictJson.object();
        if (!"RSA".equals(kty)) {
            members.put("crv", key.path("crv").asText());
        } else {
            members.put("e", number(key, "e"));
        }
        members.put("kty", kty);
        switch (kty) {
            case "RSA" -> members.put("n", modulus(key));
            case "EC" -> members.put("x", coordinate(key, "x")).put("y", coordinate(key, "y"));
            default -> members.put("x", encoded(bytes(key, "x")));
        }
        return Fingerprint.digest(StrictJson.write(members));
    }

    private static String modulus(JsonNode key) {
        if (new BigInteger(1, bytes(key, "n")).bitLength() < LEAST_RSA_BITS) {
            throw new InvalidInput("credential.jwks: an RSA key needs at least " + LEAST_RSA_BITS + " bits");
        }
        return number(key, "n");
    }

    private static String number(JsonNode key, String member) {
        byte[] plain = new BigInteger(1, bytes(key, member)).toByteArray();
        int from = plain.length > 1 && plain[0] == 0 ? 1 : 0;
        return encoded(Arrays.copyOfRange(plain, from, plain.length));
    }

    /** A coordinate is written with leading zeros up to the size of its curve. */
    private static String coordinate(JsonNode key, String member) {
        int size = switch (key.path("crv").asText()) {
            case "P-256" -> 32;
            case "P-384" -> 48;
            case "P-521" -> 66;
            default -> throw new InvalidInput("credential.jwks: crv must be P-256, P-384 or P-521");
        };
        byte[] plain = new BigInteger(1, bytes(key, member)).toByteArray();
        int from = plain.length > 1 && plain[0] == 0 ? 1 : 0;
        int length = plain.length - from;
        if (length > size) {
            throw new InvalidInput("credential.jwks: " + member + " does not fit the curve");
        }
        byte[] whole = new byte[size];
        System.arraycopy(plain, from, whole, size - length, length);
        return encoded(whole);
    }

    private static byte[] bytes(JsonNode key, String member) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(key.path(member).asText());
            if (bytes.length > 0) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // Falls through to the refusal below.
        }
        throw new InvalidInput(
                "credential.jwks: a key of type " + key.path("kty").asText() + " needs " + member + " in base64url");
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
