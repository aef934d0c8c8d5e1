package io.agentidentity.it.realm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.it.server.AdminLogin;
import io.agentidentity.it.server.KeycloakServer;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.UUID;

/** Makes realms on one server. They are never deleted; the server's database is thrown away. */
public final class Realms {

    private final KeycloakServer server;
    private final Http http;
    private final LoginToken master;
    private final String signingKey;

    private Realms(KeycloakServer server, Http http, LoginToken master, String signingKey) {
        this.server = server;
        this.http = http;
        this.master = master;
        this.signingKey = signingKey;
    }

    public static Realms on(KeycloakServer server) {
        return on(server, HttpWatch.NONE);
    }

    /** The same with a watch that sees all requests but the logins of administrators. */
    public static Realms on(KeycloakServer server, HttpWatch watch) {
        Http http = Http.create();
        AdminLogin admin = server.admin();
        LoginToken master =
                new LoginToken(http, server.baseUrl() + "/realms/master", admin.username(), admin.password());
        return new Realms(server, http.watchedBy(watch), master, newSigningKey());
    }

    /** A new realm whose name starts so. */
    public TestRealm create(String prefix) {
        return createNamed(prefix.toLowerCase(Locale.ROOT) + "-"
                + UUID.randomUUID().toString().substring(0, 8));
    }

    /** A new realm of exactly that name, which must be free. */
    public TestRealm createNamed(String name) {
        server().post("/realms", template(name)).expect(201);
        // A token lists the realms that its owner may manage.
        master.renew();
        return existing(name);
    }

    /** A realm that is there already. */
    public TestRealm existing(String name) {
        return new TestRealm(
                http, server, name, new AdminApi(http, server.baseUrl() + "/admin/realms/" + name, master));
    }

    /** The admin API with paths below {@code /admin}. */
    public AdminApi server() {
        return new AdminApi(http, server.baseUrl() + "/admin", master);
    }

    /** All realms of a run share one key and hash passwords once: both cost more than all else in a test. */
    private ObjectNode template(String name) {
        ObjectNode realm = (ObjectNode) Json.parse("""
                {"enabled": true, "sslRequired": "none",
                 "passwordPolicy": "hashAlgorithm(pbkdf2-sha256) and hashIterations(1)",
                 "components": {"org.keycloak.keys.KeyProvider": [
                   {"name": "rsa", "providerId": "rsa", "config": {"priority": ["100"], "algorithm": ["RS256"]}},
                   {"name": "hmac", "providerId": "hmac-generated",
                    "config": {"priority": ["100"], "algorithm": ["HS512"]}},
                   {"name": "aes", "providerId": "aes-generated", "config": {"priority": ["100"]}}]}}
                """);
        ObjectNode rsa = (ObjectNode) realm.at("/components/org.keycloak.keys.KeyProvider/0/config");
        rsa.putArray("privateKey").add(signingKey);
        return realm.put("realm", name);
    }

    private static String newSigningKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return Base64.getEncoder()
                    .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
