package io.agentidentity.it.realm;

import io.agentidentity.it.server.AdminLogin;
import io.agentidentity.it.server.KeycloakServer;
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
