package io.agentidentity.audit.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.settings.OutsideAddress;
import io.agentidentity.json.CanonicalJson;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.Members;
import io.agentidentity.json.StrictJson;
import io.agentidentity.json.Wire;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A sink that records are posted to.
 *
 * @param enabled whether anything is sent; a sink that is not keeps its place
 * @param secret expression of Keycloak's vault for the secret that messages are signed with
 * @param authorization expression of Keycloak's vault for the value of the header {@code Authorization}
 * @param allowPrivate whether the address may be one of a private network or of this machine
 * @param timeoutMillis how long the receiver may take for its whole answer, in milliseconds
 * @param attempts how often a record is offered that the receiver refuses, before it is put aside
 * @param batch most records of a request; with one, each is a request by itself
 */
public record Webhook(
        boolean enabled,
        URI url,
        String secret,
        Optional<String> authorization,
        boolean allowPrivate,
        int timeoutMillis,
        int attempts,
        int batch) {

    private static final Set<String> MEMBERS = Set.of(
            "enabled", "url", "secret", "authorization", "allowPrivate", "timeoutMillis", "attempts", "batch", "start");
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final int STANDARD_MILLIS = 5000;
    private static final int MOST_MILLIS = 20_000;
    private static final int STANDARD_ATTEMPTS = 5;
    private static final int MOST_ATTEMPTS = 20;
    private static final int MOST_OF_A_BATCH = 100;

    /** The name of the sink that the operator of the server sets up, not an administrator of the realm. */
    public static final String FILE = "file";

    /** Where a new sink begins. */
    public enum Start {
        /** With the first record that is kept. */
        BEGINNING,
        /** With the next record. */
        NOW
    }

    /**
     * Parses and checks a sink; what is not said has its default.
     *
     * @throws InvalidInput naming the member and the rule
     */
    public static Webhook parse(JsonNode node) {
        ObjectNode object = Members.object(node, "the sink", MEMBERS);
        return new Webhook(
                !object.hasNonNull("enabled") || Members.flag(object, "enabled", "enabled"),
                OutsideAddress.url(object, "url", "url"),
                OutsideAddress.secret(object, "secret", "secret")
                        .orElseThrow(() -> new InvalidInput("secret is required")),
                OutsideAddress.secret(object, "authorization", "authorization"),
                Members.flag(object, "allowPrivate", "allowPrivate"),
                Members.whole(object, "timeoutMillis", "timeoutMillis", MOST_MILLIS)
                        .orElse(STANDARD_MILLIS),
                Members.whole(object, "attempts", "attempts", MOST_ATTEMPTS).orElse(STANDARD_ATTEMPTS),
                Members.whole(object, "batch", "batch", MOST_OF_A_BATCH).orElse(1));
    }

    /** Where a sink begins that is made by this. */
    public static Start start(JsonNode node) {
        ObjectNode object = Members.object(node, "the sink", MEMBERS);
        String text = Members.optionalText(object, "start", "start", 16);
        return text == null ? Start.BEGINNING : Wire.parse(Start.class, "start", text);
    }

    /**
     * Checks the name of a sink.
     *
     * @throws InvalidInput if it is none, or the operator's
     */
    public static String name(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidInput(
                    "the name must have at most 63 lower-case letters, digits and -, and not begin with -");
        }
        if (name.equals(FILE)) {
            throw new InvalidInput("the sink '" + FILE + "' is the operator's");
        }
        return name;
    }

    /** Whether what is sent goes without TLS. */
    public boolean isPlain() {
        return OutsideAddress.isPlain(url);
    }

    /** As it is kept, and as the admin API shows it to whoever manages agents. */
    public ObjectNode write() {
        return whole(url.toString());
    }

    /**
     * As records and administrators' events show it, which more people read: of the address the server alone, as a path may let
     * in whoever knows it, and a digest that tells another path.
     */
    public ObjectNode redacted() {
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        return whole(url.getScheme() + "://" + url.getHost() + port)
                .put("urlDigest", CanonicalJson.digest(StrictJson.object().put("url", url.toString())));
    }

    private ObjectNode whole(String address) {
        return StrictJson.object()
                .put("enabled", enabled)
                .put("url", address)
                .put("secret", secret)
                .put("authorization", authorization.orElse(null))
                .put("allowPrivate", allowPrivate)
                .put("timeoutMillis", timeoutMillis)
                .put("attempts", attempts)
                .put("batch", batch);
    }
}
