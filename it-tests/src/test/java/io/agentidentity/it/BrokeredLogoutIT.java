package io.agentidentity.it;

import static io.agentidentity.it.AgentExchangeIT.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.App;
import io.agentidentity.it.realm.Form;
import io.agentidentity.it.realm.Http;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.Person;
import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * A person comes from an identity provider of their own, which tells the realm when they log out there (OpenID Connect Back-Channel
 * Logout 1.0).
 */
@KeycloakTest
class BrokeredLogoutIT {

    private static final String PROVIDER = "staff";
    private static final String REDIRECT = "http://127.0.0.1/";

    private final TestRealm realm;
    private final TestRealm home;
    private final Scene scene;

    BrokeredLogoutIT(TestRealm realm, Realms realms) {
        this.realm = realm;
        home = realms.create("home");
        scene = new Scene(realm);
    }

    @Test
    void ac40ALogoutAtThePersonsIdentityProviderEndsATaskOnlyWhereTheRecordOrTheRealmSaysSo() {
        Person nora = home.person("nora");
        trustHome();
        TestAgent strict = everybodys("ends-with-home", "endOnLogout");
        TestAgent lax = everybodys("goes-on-without-home");
        TokenAnswer login = comeFromHome(nora);
        TokenAnswer ending =
                strict.exchange(login.accessToken()).audience("erp-api").token();
        TokenAnswer going =
                lax.exchange(login.accessToken()).audience("erp-api").token();
        assertThat(scene.active(ending)).isTrue();

        home.admin().post("/users/" + nora.id() + "/logout").expect(204);

        assertThat(scene.portal.refresh(login.refreshToken()).error())
                .as("the session is gone here too")
                .isEqualTo("invalid_grant");
        assertThat(scene.active(ending)).isFalse();
        refused(strict.exchange(ending.accessToken()).send(), "invalid_request");
        for (TestAgent agent : List.of(strict, lax)) {
            refused(agent.exchange(login.accessToken()).audience("erp-api").send(), "invalid_request");
        }
        TokenAnswer next = lax.exchange(going.accessToken()).token();
        assertThat(scene.active(next)).isTrue();
        for (TokenAnswer token : List.of(going, next)) {
            JsonNode record =
                    realm.audit("jti=" + token.claims().path("jti").asText()).get(0);
            assertThat(record.at("/data/principal/grade").asText())
                    .as("another realm knows who they are")
                    .isEqualTo("asserted");
            assertThat(record.at("/data/principal/asserted_by").asText()).isEqualTo(PROVIDER);
            assertThat(record.at("/data/act_chain/0/grade").asText()).isEqualTo("verified");
        }

        realm.settings(Map.of("tasks", Map.of("strictness", Map.of("endOnLogout", true))))
                .expect(200);
        assertThat(scene.active(next)).isFalse();
        refused(lax.exchange(next.accessToken()).send(), "invalid_request");
    }

    private TestAgent everybodys(String clientId, String... strict) {
        return scene.agent(clientId, spec -> scene.forEverybody(spec.strict(strict)));
    }

    /** Makes the home realm an identity provider of this one, which it tells of logouts. */
    private void trustHome() {
        App neighbour = home.confidentialApp("neighbour");
        neighbour
                .update(Map.of(
                        "redirectUris",
                        List.of(realm.issuer() + "/broker/" + PROVIDER + "/endpoint"),
                        "attributes",
                        Map.of(
                                "backchannel.logout.url",
                                realm.issuer() + "/protocol/openid-connect/logout/backchannel-logout",
                                "backchannel.logout.session.required",
                                "true")))
                .expect(204);
        String endpoints = home.issuer() + "/protocol/openid-connect";
        ObjectNode provider =
                Json.object().put("alias", PROVIDER).put("providerId", "oidc").put("enabled", true);
        ObjectNode config = provider.putObject("config")
                .put("issuer", home.issuer())
                .put("authorizationUrl", endpoints + "/auth")
                .put("tokenUrl", endpoints + "/token")
                .put("jwksUrl", endpoints + "/certs")
                .put("useJwksUrl", "true")
                .put("validateSignature", "true")
                .put("backchannelSupported", "true")
                .put("defaultScope", "openid profile email")
                .put("clientAuthMethod", "client_secret_post");
        neighbour
                .authenticated(new Form(List.of()))
                .parameters()
                .forEach(parameter -> config.put(
                        parameter.getKey().equals("client_id") ? "clientId" : "clientSecret", parameter.getValue()));
        realm.admin().post("/identity-provider/instances", provider).expect(201);
    }

    /** Logs a person in to the portal by way of their home realm. */
    private TokenAnswer comeFromHome(Person person) {
        Walk walk = new Walk();
        Answer form = walk.open(realm.issuer() + "/protocol/openid-connect/auth?client_id=portal&response_type=code"
                + "&scope=" + URLEncoder.encode("openid " + Scene.READ, StandardCharsets.UTF_8)
                + "&redirect_uri=" + URLEncoder.encode(REDIRECT, StandardCharsets.UTF_8) + "&kc_idp_hint=" + PROVIDER);
        Answer back = walk.submit(form, Form.of("username", person.username()).and("password", person.password()));
        String code = find("[?&]code=([^&]+)", back.header("Location").orElse("no redirection: " + back));
        return scene.portal
                .tokenRequest(Form.of("grant_type", "authorization_code")
                        .and("code", code)
                        .and("redirect_uri", REDIRECT))
                .token();
    }

    private static String find(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
        return matcher.group(1);
    }

    /** A browser that goes wherever it is sent, until it is sent to an app. It keeps each realm's cookies for that realm. */
    private static final class Walk {

        private final Http http = Http.create();
        private final Map<String, Map<String, String>> cookies = new HashMap<>();

        Answer open(String url) {
            return follow(noted(http.json("GET", url, "", cookies(url))));
        }

        Answer submit(Answer page, Form form) {
            String action = find("action=\"([^\"]+)\"", page.body()).replace("&amp;", "&");
            return follow(noted(http.form(action, form, cookies(action))));
        }

        private Answer follow(Answer answer) {
            String next = answer.header("Location").orElse(REDIRECT);
            return next.startsWith(REDIRECT) ? answer : open(next);
        }

        private Answer noted(Answer answer) {
            for (String cookie : answer.headers().allValues("Set-Cookie")) {
                String[] pair = cookie.split(";", 2)[0].split("=", 2);
                cookies.computeIfAbsent(find("Path=([^;]+)", cookie), path -> new HashMap<>())
                        .put(pair[0], pair[1]);
            }
            return answer;
        }

        private Map<String, String> cookies(String url) {
            String held = cookies.entrySet().stream()
                    .filter(path -> url.contains(path.getKey()))
                    .flatMap(path -> path.getValue().entrySet().stream())
                    .filter(cookie -> !cookie.getValue().isEmpty())
                    .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                    .collect(Collectors.joining("; "));
            return held.isEmpty() ? Map.of() : Map.of("Cookie", held);
        }
    }
}
