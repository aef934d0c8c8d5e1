package io.agentidentity.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Asks Keycloak about each call (AuthZEN 1.0) and says what came of it. */
final class DecisionPoint implements Enforcement {

    private static final String SINGLE_USE = "single_use";
    private static final Set<String> KNOWN_OBLIGATIONS = Set.of(SINGLE_USE);

    private final Keycloak keycloak;
    private final URI resource;
    private final Optional<String> toolsDigest;
    private final Set<String> once;
    private final Map<String, Instant> used = new ConcurrentHashMap<>();

    /**
     * @param toolsDigest the digest of the list of tools that the server offers, where it has one
     * @param once names of operations, or of tools, that must not happen twice on one permit, whichever node
     *     serves them
     */
    DecisionPoint(Keycloak keycloak, URI resource, Optional<String> toolsDigest, String... once) {
        this.keycloak = keycloak;
        this.resource = resource;
        this.toolsDigest = toolsDigest;
        this.once = Set.of(once);
    }

    @Override
    public <T> T permitted(Caller caller, Call call, Supplier<T> serve) {
        Permit permit = Permit.parse(ask(caller, call));
        requireUnused(permit);
        try {
            requireKept(permit, call);
        } catch (Refusal e) {
            outcome(permit, "not_executed");
            throw e;
        }
        if (permit.obligations().contains(SINGLE_USE) || once.contains(call.operation())) {
            // One node alone gets past this.
            say(permit, "started");
        }
        try {
            T result = serve.get();
            outcome(permit, "succeeded");
            return result;
        } catch (RuntimeException e) {
            outcome(permit, "failed");
            throw e;
        }
    }

    private JsonNode ask(Caller caller, Call call) {
        ObjectNode question = StrictMapper.object();
        question.putObject("subject").put("type", "identity").put("id", caller.subject());
        question.putObject("action").put("name", call.action());
        question.putObject("resource")
                .put("type", call.type())
                .put("id", call.id())
                .putObject("properties")
                .put("server", resource.toString());
        question.putObject("context").put("token", caller.token()).set("parameters", call.parameters());
        toolsDigest.ifPresent(digest -> question.withObject("/context").put("tools_digest", digest));
        // A name of its own for each call: the same name would get the same permit again.
        return keycloak.post(
                "/agents/access/v1/evaluation",
                question,
                Map.of("X-Request-ID", UUID.randomUUID().toString()));
    }

    /** A permit is good once. */
    private void requireUnused(Permit permit) {
        Instant now = keycloak.clock().instant();
        used.values().removeIf(expires -> !now.isBefore(expires));
        if (used.putIfAbsent(permit.decisionId(), permit.expires()) != null) {
            throw Refusal.insufficientAuthorization("the permit was used before");
        }
    }

    /** It is good for the call that was asked about, for a short time, under terms that this server can keep. */
    private void requireKept(Permit permit, Call call) {
        if (!KNOWN_OBLIGATIONS.containsAll(permit.obligations())) {
            throw Refusal.insufficientAuthorization("the permit has an obligation that is unknown here");
        }
        if (!permit.parameterDigest().equals(call.parameterDigest())) {
            throw Refusal.insufficientAuthorization("the permit is for other parameters");
        }
        if (!keycloak.clock().instant().isBefore(permit.expires())) {
            throw Refusal.insufficientAuthorization("the permit has run out");
        }
    }

    /** For the record only: whether it can be written changes nothing about what was done. */
    private void outcome(Permit permit, String result) {
        try {
            say(permit, result);
        } catch (Keycloak.KeycloakAway e) {
            System.getLogger(DecisionPoint.class.getName())
                    .log(System.Logger.Level.WARNING, "the outcome of {0} is not on record", permit.decisionId());
        }
    }

    private void say(Permit permit, String result) {
        keycloak.post(
                "/agents/access/v1/outcomes",
                StrictMapper.object().put("decision_id", permit.decisionId()).put("result", result),
                Map.of());
    }
}
