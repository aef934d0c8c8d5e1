package io.agentidentity.it.realm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;

/** Decisions on single calls, as a resource server or gateway asks for them. */
public record AccessApi(TestRealm realm, String token) {

    /** By the resource server's own service account. */
    public static AccessApi of(ResourceServer server) {
        return new AccessApi(server.realm(), server.serviceToken().accessToken());
    }

    /** What is asked of a call of an operation with a task token. */
    public static ObjectNode call(TokenAnswer task, String operation, Map<String, ?> parameters) {
        return call(task.claims().path("sub").asText(), task.accessToken(), operation, parameters);
    }

    /** The same by the token itself and its {@code sub}. */
    public static ObjectNode call(String sub, String token, String operation, Map<String, ?> parameters) {
        ObjectNode call = Json.object();
        call.putObject("subject").put("type", "identity").put("id", sub);
        call.putObject("action").put("name", operation);
        call.putObject("resource").put("type", "invoice").put("id", "INV-9");
        call.putObject("context").put("token", token).set("parameters", Json.of(parameters));
        return call;
    }

    /** The same for a tool, as an MCP gateway asks. */
    public static ObjectNode toolCall(TokenAnswer task, String tool, String server, Map<String, ?> parameters) {
        ObjectNode call = call(task, "tools/call", parameters);
        call.putObject("resource")
                .put("type", "tool")
                .put("id", tool)
                .putObject("properties")
                .put("server", server);
        return call;
    }

    public Answer evaluation(Object body) {
        return send("/evaluation", body, Map.of());
    }

    /** With a name for the request, by which it can be sent again. */
    public Answer evaluation(Object body, String requestId) {
        return send("/evaluation", body, Map.of("X-Request-ID", requestId));
    }

    public Answer evaluations(Object body) {
        return send("/evaluations", body, Map.of());
    }

    /** The decision on a call, which must be one. */
    public JsonNode decide(TokenAnswer task, String operation, Map<String, ?> parameters) {
        return evaluation(call(task, operation, parameters)).expect(200).json();
    }

    public Answer outcome(String decisionId, String result) {
        return send("/outcomes", Map.of("decision_id", decisionId, "result", result), Map.of());
    }

    private Answer send(String below, Object body, Map<String, String> more) {
        Map<String, String> headers = new HashMap<>(more);
        headers.put("Authorization", "Bearer " + token);
        return realm.call("POST", "/agents/access/v1" + below, body, headers);
    }
}
