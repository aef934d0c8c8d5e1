package io.agentidentity.it.realm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.it.server.AdminLogin;
import io.agentidentity.it.server.KeycloakServer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The admin REST API as one administrator. Paths start with a slash and are below the admin address of one realm. */
public final class AdminApi {

    private final Http http;
    private final String base;
    private final LoginToken token;

    AdminApi(Http http, String base, LoginToken token) {
        this.http = http;
        this.base = base;
        this.token = token;
    }

    /** That of a realm as the administrator of the server. */
    static AdminApi of(Http http, KeycloakServer server, String realm) {
        AdminLogin admin = server.admin();
        LoginToken master =
                new LoginToken(http, server.baseUrl() + "/realms/master", admin.username(), admin.password());
        return new AdminApi(http, server.baseUrl() + "/admin/realms/" + realm, master);
    }

    public Answer get(String path) {
        return send("GET", path, "");
    }

    /** A client as its page shows it, to compare with another look: what is a set in Keycloak is in order here. */
    public JsonNode client(String id) {
        ObjectNode client = (ObjectNode) get("/clients/" + id).expect(200).json();
        for (String set : List.of("defaultClientScopes", "optionalClientScopes", "redirectUris", "webOrigins")) {
            List<String> values = new ArrayList<>();
            client.path(set).forEach(value -> values.add(value.asText()));
            Collections.sort(values);
            values.forEach(client.putArray(set)::add);
        }
        return client;
    }

    public Answer delete(String path) {
        return send("DELETE", path, "");
    }

    public Answer post(String path) {
        return send("POST", path, "");
    }

    /** The body is JSON text, a JSON tree, or a map or collection. */
    public Answer post(String path, Object body) {
        return send("POST", path, body);
    }

    public Answer put(String path, Object body) {
        return send("PUT", path, body);
    }

    public Answer patch(String path, Object body) {
        return send("PATCH", path, body);
    }

    public Answer send(String method, String path, Object body) {
        String text = body instanceof String given ? given : Json.of(body).toString();
        return http.json(method, base + path, text, Map.of("Authorization", "Bearer " + accessToken()));
    }

    /** Uploads a file with further form fields. */
    public Answer upload(String path, Map<String, String> fields, String file) {
        return http.multipart(base + path, fields, file, Map.of("Authorization", "Bearer " + accessToken()));
    }

    public String accessToken() {
        return token.get();
    }

    /** Logs in anew, for rights that were granted since. */
    public AdminApi renew() {
        token.renew();
        return this;
    }
}
