package io.agentidentity.it.realm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** A token exchange request (RFC 8693) in the making. */
public record Exchange(TestClient client, Form form, Map<String, String> headers) {

    private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

    static Exchange of(TestClient client, String subjectToken) {
        Form form = Form.of("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange")
                .and("subject_token", subjectToken)
                .and("subject_token_type", ACCESS_TOKEN);
        return new Exchange(client, form, Map.of());
    }

    public Exchange audience(String audience) {
        return param("audience", audience);
    }

    public Exchange resource(String resource) {
        return param("resource", resource);
    }

    public Exchange scope(String... scopes) {
        return param("scope", String.join(" ", scopes));
    }

    public Exchange authorizationDetails(String json) {
        return param("authorization_details", json);
    }

    public Exchange authorizationDetails(JsonNode json) {
        return authorizationDetails(json.toString());
    }

    public Exchange actorToken(String token) {
        return param("actor_token", token).param("actor_token_type", ACCESS_TOKEN);
    }

    /** Adds any parameter, even one that is there already. */
    public Exchange param(String name, String value) {
        return new Exchange(client, form.and(name, value), headers);
    }

    /** Replaces every parameter of that name. */
    public Exchange replace(String name, String value) {
        return without(name).param(name, value);
    }

    public Exchange without(String name) {
        return new Exchange(
                client,
                new Form(form.parameters().stream()
                        .filter(parameter -> !parameter.getKey().equals(name))
                        .toList()),
                headers);
    }

    public Exchange header(String name, String value) {
        Map<String, String> more = new java.util.LinkedHashMap<>(headers);
        more.put(name, value);
        return new Exchange(client, form, Map.copyOf(more));
    }

    public Answer send() {
        return client.tokenRequest(form, headers);
    }

    /** Sends it; must succeed. */
    public TokenAnswer token() {
        return send().token();
    }
}
