package io.agentidentity.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.erdtman.jcs.JsonCanonicalizer;

/** JSON in the one form of RFC 8785, so that everybody who has the same value gets the same digest. */
public final class CanonicalJson {

    private CanonicalJson() {}

    /**
     * {@code sha-256:} and the digest of an object or array in its canonical form, in hexadecimal.
     *
     * @throws InvalidInput if it holds a number that is too large for that form
     */
    public static String digest(JsonNode value) {
        try {
            byte[] canonical = new JsonCanonicalizer(StrictJson.write(value)).getEncodedUTF8();
            return "sha-256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(canonical));
        } catch (IOException e) {
            throw new InvalidInput("the JSON has no canonical form: a number is too large");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
