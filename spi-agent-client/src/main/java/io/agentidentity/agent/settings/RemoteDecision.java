package io.agentidentity.agent.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.Members;
import io.agentidentity.json.StrictJson;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * A decision point outside this server that is asked as well (AuthZEN Authorization API 1.0) and can only say no.
 *
 * @param url its evaluation endpoint
 * @param timeoutMillis how long it may take to answer, in milliseconds
 * @param onIssue whether it is asked before each token of a task
 * @param onCall whether it is asked about each call
 * @param parameters whether it is told the parameters of calls
 * @param credential expression of Keycloak's vault for the bearer token that it wants
 */
public record RemoteDecision(
        URI url, int timeoutMillis, boolean onIssue, boolean onCall, boolean parameters, Optional<String> credential) {

    private static final Set<String> MEMBERS =
            Set.of("url", "timeoutMillis", "onIssue", "onCall", "parameters", "credential");
    private static final int STANDARD_MILLIS = 1000;
    private static final int MOST_MILLIS = 5000;

    static RemoteDecision parse(JsonNode node) {
        ObjectNode object = Members.object(node, "remoteDecision", MEMBERS);
        return new RemoteDecision(
                OutsideAddress.url(object, "url", "remoteDecision.url"),
                Members.whole(object, "timeoutMillis", "remoteDecision.timeoutMillis", MOST_MILLIS)
                        .orElse(STANDARD_MILLIS),
                Members.flag(object, "onIssue", "remoteDecision.onIssue"),
                Members.flag(object, "onCall", "remoteDecision.onCall"),
                Members.flag(object, "parameters", "remoteDecision.parameters"),
                OutsideAddress.secret(object, "credential", "remoteDecision.credential"));
    }

    /** Whether the questions go without TLS, which they do on one machine only. */
    public boolean plain() {
        return OutsideAddress.isPlain(url);
    }

    ObjectNode write() {
        return StrictJson.object()
                .put("url", url.toString())
                .put("timeoutMillis", timeoutMillis)
                .put("onIssue", onIssue)
                .put("onCall", onCall)
                .put("parameters", parameters)
                .put("credential", credential.orElse(null));
    }
}
