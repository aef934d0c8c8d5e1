package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.App;
import io.agentidentity.it.realm.Form;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.Jwt;
import io.agentidentity.it.realm.Person;
import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.realm.ResourceServer;
import io.agentidentity.it.realm.TestClient;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import io.agentidentity.it.server.DistributionServer;
import io.agentidentity.it.server.ServerSetup;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What ordinary clients are answered by a server with the JARs and by one without, field by field. */
@StartsServers
class StockParityIT {

    private static final String TOKEN = "/protocol/openid-connect/token";
    private static final String TYPE = "urn:ietf:params:oauth:token-type:";

    /** Different with each answer of one server already. */
    private static final Set<String> OF_THE_MOMENT = Set.of(
            "iat", "exp", "auth_time", "nbf", "sid", "session_state", "at_hash", "refresh_expires_in", "kid", "jwt");

    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final List<String> HEADERS =
            List.of("Content-Type", "Cache-Control", "Pragma", "WWW-Authenticate", "Access-Control-Allow-Origin");

    @Test
    void ct38OrdinaryClientsAreAnsweredAsWithoutTheJars() {
        ServerSetup bundle = ServerSetup.fromProperties();
        ServerSetup stock = ServerSetup.stock(bundle.version())
                .withBuildOptions(bundle.buildOptions().toArray(String[]::new));
        Map<String, JsonNode> theirs = answers(stock);
        Map<String, JsonNode> ours = answers(bundle);
        assertThat(ours.keySet()).isEqualTo(theirs.keySet());
        theirs.forEach(
                (request, answer) -> assertThat(ours.get(request)).as(request).isEqualTo(answer));
        assertThat(theirs.values().stream()
                        .filter(answer -> answer.path("status").asInt() == 200))
                .as("what succeeds")
                .hasSizeGreaterThan(12);
    }

    private static Map<String, JsonNode> answers(ServerSetup setup) {
        try (DistributionServer server = DistributionServer.start(setup)) {
            TestRealm realm = Realms.on(server).createNamed("parity");
            Map<String, JsonNode> plain = new TreeMap<>();
            ask(realm).forEach((request, answer) -> plain.put(request, plain(answer, server.baseUrl())));
            return plain;
        }
    }

    private static Map<String, Answer> ask(TestRealm realm) {
        Person alice = realm.person("alice");
        App portal = realm.confidentialApp("portal");
        App other = realm.confidentialApp("other");
        App spa = realm.app("spa");
        App target = realm.confidentialApp("target");
        portal.addAudience("portal");
        portal.addAudience("target");
        ResourceServer batch = realm.resourceServer("batch");
        realm.clientScope("invoices:read", portal, batch);
        realm.clientScope("invoices:write", portal);

        Map<String, Answer> all = new LinkedHashMap<>();
        all.put("login", portal.tryLogin(alice, "invoices:read"));
        all.put("login at a public client", spa.tryLogin(alice));
        all.put("login with a wrong password", login(portal, "wrong", ""));
        all.put("login with an unknown scope", portal.tryLogin(alice, "no-such-scope"));
        all.put("login that stays", portal.tryLogin(alice, "offline_access"));
        all.put("login where none is allowed", login(batch, alice.password(), ""));

        TokenAnswer session = portal.login(alice, "invoices:read", "invoices:write");
        String token = session.accessToken();
        all.put("refresh", portal.refresh(session.refreshToken()));
        all.put(
                "refresh with fewer scopes",
                portal.tokenRequest(refresh(session.refreshToken()).and("scope", "openid invoices:read")));
        all.put("refresh by another", other.refresh(session.refreshToken()));
        all.put("refresh of an access token", portal.refresh(token));
        all.put("refresh of nothing", portal.refresh("garbage"));
        all.put("refresh without one", portal.tokenRequest(Form.of("grant_type", "refresh_token")));

        all.put("client credentials", batch.clientCredentials());
        all.put("client credentials with a scope", batch.clientCredentials("invoices:read"));
        all.put("client credentials with an unknown scope", batch.clientCredentials("no-such-scope"));
        all.put("client credentials where none are allowed", portal.clientCredentials());
        all.put("client credentials of a public client", spa.clientCredentials());
        all.put(
                "a wrong secret",
                realm.tokenRequest(Form.of("grant_type", "client_credentials")
                        .and("client_id", "batch")
                        .and("client_secret", "wrong")));
        all.put(
                "an unknown client",
                realm.tokenRequest(Form.of("grant_type", "client_credentials")
                        .and("client_id", "nobody")
                        .and("client_secret", "wrong")));
        all.put("no client", realm.tokenRequest(Form.of("grant_type", "client_credentials")));
        all.put("an unknown grant", batch.tokenRequest(Form.of("grant_type", "urn:example:grant")));
        all.put("no grant", batch.tokenRequest(Form.of("scope", "openid")));
        all.put(
                "a grant twice",
                batch.tokenRequest(
                        Form.of("grant_type", "client_credentials").and("grant_type", "client_credentials")));
        all.put(
                "details that mean nothing",
                batch.tokenRequest(Form.of("grant_type", "client_credentials")
                        .and("authorization_details", "[{\"type\":\"agent_task\"}]")));
        all.put(
                "a code that is none",
                portal.tokenRequest(Form.of("grant_type", "authorization_code")
                        .and("code", "garbage")
                        .and("redirect_uri", "http://127.0.0.1/")));

        all.put("exchange", portal.exchange(token).send());
        all.put(
                "exchange for another audience",
                portal.exchange(token).audience("target").send());
        all.put(
                "exchange with a scope",
                portal.exchange(token).scope("openid", "invoices:read").send());
        all.put(
                "exchange for an ID token",
                portal.exchange(token)
                        .param("requested_token_type", TYPE + "id_token")
                        .send());
        all.put(
                "exchange for a refresh token",
                portal.exchange(token)
                        .param("requested_token_type", TYPE + "refresh_token")
                        .send());
        all.put(
                "exchange with an actor token",
                portal.exchange(token).actorToken(token).send());
        all.put(
                "exchange with a resource",
                portal.exchange(token).resource("https://erp.example").send());
        all.put(
                "exchange with details",
                portal.exchange(token)
                        .authorizationDetails("[{\"type\":\"agent_task\"}]")
                        .send());
        all.put(
                "exchange for an unknown audience",
                portal.exchange(token).audience("nobody").send());
        all.put(
                "exchange with an unknown scope",
                portal.exchange(token).scope("no-such-scope").send());
        all.put(
                "exchange by whom the token does not name",
                other.exchange(token).send());
        all.put("exchange by a public client", spa.exchange(token).send());
        all.put("exchange where none is allowed", batch.exchange(token).send());
        all.put("exchange of nothing", portal.exchange("garbage").send());
        all.put("exchange of three parts", portal.exchange("a.b.c").send());
        all.put(
                "exchange without a token",
                portal.exchange(token).without("subject_token").send());
        all.put(
                "exchange without a type",
                portal.exchange(token).without("subject_token_type").send());
        all.put(
                "exchange of another type",
                portal.exchange(token)
                        .replace("subject_token_type", TYPE + "saml2")
                        .send());
        all.put(
                "exchange of a refresh token",
                portal.exchange(session.refreshToken()).send());
        all.put(
                "exchange for somebody",
                portal.exchange(token).param("requested_subject", "alice").send());
        all.put(
                "exchange of another issuer",
                portal.exchange(token).param("subject_issuer", "elsewhere").send());

        all.put("introspection", portal.introspect(token));
        all.put("introspection by the audience", target.introspect(token));
        all.put("introspection by another", other.introspect(token));
        all.put("introspection of a refresh token", portal.introspect(session.refreshToken()));
        all.put("introspection of nothing", portal.introspect("garbage"));
        all.put(
                "introspection without a token",
                realm.post(TOKEN + "/introspect", portal.authenticated(Form.of("x", "y")), Map.of()));
        all.put("introspection by a public client", spa.introspect(token));
        all.put("introspection by nobody", realm.post(TOKEN + "/introspect", Form.of("token", token), Map.of()));
        all.put(
                "introspection as a JWT",
                realm.post(
                        TOKEN + "/introspect",
                        portal.authenticated(Form.of("token", token)),
                        Map.of("Accept", "application/jwt")));

        all.put("user info", realm.userinfo(token));
        all.put(
                "user info of a service account",
                realm.userinfo(batch.serviceToken().accessToken()));
        all.put("user info of nobody", realm.userinfo("garbage"));
        all.put("revocation by another", other.revokeToken(session.refreshToken()));
        all.put("revocation of nothing", portal.revokeToken("garbage"));
        all.put("revocation", portal.revokeToken(session.refreshToken()));
        all.put("introspection of what was revoked", portal.introspect(token));
        all.put("exchange of what was revoked", portal.exchange(token).send());
        return all;
    }

    private static Answer login(TestClient client, String password, String scope) {
        return client.tokenRequest(Form.of("grant_type", "password")
                .and("username", "alice")
                .and("password", password)
                .and("scope", scope));
    }

    private static Form refresh(String token) {
        return Form.of("grant_type", "refresh_token").and("refresh_token", token);
    }

    /** The answer without what differs between any two answers. */
    private static JsonNode plain(Answer answer, String baseUrl) {
        ObjectNode node = Json.object().put("status", answer.status());
        for (String header : HEADERS) {
            node.put(
                    header,
                    answer.header(header).map(value -> plain(value, baseUrl)).orElse(null));
        }
        String type = answer.header("Content-Type").orElse("");
        node.set(
                "body", type.contains("json") ? plain(answer.json(), baseUrl) : Json.of(plain(answer.body(), baseUrl)));
        return node;
    }

    private static JsonNode plain(JsonNode node, String baseUrl) {
        if (node instanceof ObjectNode object) {
            ObjectNode plain = Json.object();
            object.properties()
                    .forEach(member -> plain.set(member.getKey(), plain(member.getKey(), member.getValue(), baseUrl)));
            return plain;
        }
        if (node instanceof ArrayNode array) {
            // Roles and audiences are sets.
            List<String> items = array.valueStream()
                    .map(item -> plain(item, baseUrl).toString())
                    .sorted()
                    .toList();
            return Json.array(items);
        }
        return node.isTextual() ? Json.of(plain(node.textValue(), baseUrl)) : node;
    }

    private static JsonNode plain(String name, JsonNode value, String baseUrl) {
        if (OF_THE_MOMENT.contains(name)) {
            return Json.of(value.getNodeType().name());
        }
        if (name.equals("expires_in") && value.isInt()) {
            // What is left of a session may be a second less by now.
            return Json.of("about " + Math.round(value.intValue() / 10.0) * 10);
        }
        // A set too, in the order of ids that are made anew each time.
        return name.equals("scope") && value.isTextual()
                ? Json.array(Stream.of(value.textValue().split(" ")).sorted().toList())
                : plain(value, baseUrl);
    }

    private static String plain(String text, String baseUrl) {
        if (text.split("\\.", -1).length == 3 && text.startsWith("ey")) {
            Jwt jwt = Jwt.parse(text);
            return "JWT " + plain(jwt.header(), baseUrl) + plain(sorted(jwt.claims()), baseUrl);
        }
        return UUID.matcher(text.replace(baseUrl, "BASE")).replaceAll("UUID");
    }

    private static JsonNode sorted(JsonNode claims) {
        Map<String, JsonNode> members = new TreeMap<>();
        claims.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
        ObjectNode sorted = Json.object();
        members.forEach(sorted::set);
        return sorted;
    }
}
