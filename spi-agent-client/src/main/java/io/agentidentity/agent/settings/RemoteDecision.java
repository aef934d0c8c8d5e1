package io.agentidentity.agent.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.Members;
import io.agentidentity.json.StrictJson;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

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
    private static final Pattern VAULT = Pattern.compile("\\$\\{vault\\.[A-Za-z0-9._-]{1,128}}");
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}|\\[::1]");

    static RemoteDecision parse(JsonNode node) {
        ObjectNode object = Members.object(node, "remoteDecision", MEMBERS);
        String credential = Members.optionalText(object, "credential", "remoteDecision.credential", 256);
        if (credential != null && !VAULT.matcher(credential).matches()) {
            throw new InvalidInput("remoteDecision.credential must name a secret of the vault, as ${vault.NAME}");
        }
        return new RemoteDecision(
                address(Members.text(object, "url", "remoteDecision.url", 1024)),
                Members.whole(object, "timeoutMillis", "remoteDecision.timeoutMillis", MOST_MILLIS)
                        .orElse(STANDARD_MILLIS),
                Members.flag(object, "onIssue", "remoteDecision.onIssue"),
                Members.flag(object, "onCall", "remoteDecision.onCall"),
                Members.flag(object, "parameters", "remoteDecision.parameters"),
                Optional.ofNullable(credential));
    }

    /** Whether the questions go without TLS, which they do on one machine only. */
    public boolean plain() {
        return "http".equals(url.getScheme());
    }

    private static URI address(String text) {
        URI url;
        try {
            url = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidInput("remoteDecision.url must be an absolute URL");
        }
        if (url.getHost() == null || url.getScheme() == null) {
            throw new InvalidInput("remoteDecision.url must be an absolute URL");
        }
        // A secret in a query would show in logs; it belongs in the credential.
        if (url.getRawUserInfo() != null || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new InvalidInput("remoteDecision.url must have no credentials, query or fragment");
        }
        boolean loopback =
                LOOPBACK.matcher(url.getHost().toLowerCase(Locale.ROOT)).matches();
        if (!url.getScheme().equals("https") && !(url.getScheme().equals("http") && loopback)) {
            throw new InvalidInput("remoteDecision.url must begin with https://, or http:// and a loopback address");
        }
        return url;
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
