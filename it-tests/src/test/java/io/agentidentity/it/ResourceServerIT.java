package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.AgentKey;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Exchange;
import io.agentidentity.it.realm.Form;
import io.agentidentity.it.realm.Http;
import io.agentidentity.it.realm.ResourceServer;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import io.agentidentity.sample.ErpServer;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Task tokens and others at resource servers of the sample, over HTTP. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResourceServerIT {

    private static final String TOKEN = "/protocol/openid-connect/token";
    private static final String LIST = "[{\"type\":\"agent_task\",\"actions\":[\"invoices.list\"]}]";

    private final TestRealm realm;
    private final Scene scene;
    private final Http http = Http.create();
    private final AgentKey key = AgentKey.generate();
    private final ErpServer one = ErpServer.open();
    private final ErpServer two = ErpServer.open();
    private final ErpServer withoutDecisions = ErpServer.open();
    private final TestAgent agent;

    ResourceServerIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
        serve(one, scene.erp);
        serve(two, scene.stranger);
        realm.resource(withoutDecisions.uri(), scene.erp);
        withoutDecisions.startWithoutDecisions(scene.erp.keycloak());
        agent = scene.agent(
                "caller",
                spec -> spec.targets(one.uri(), two.uri(), withoutDecisions.uri())
                        .actions("invoices.list", "invoices.read", "invoices.approve"));
    }

    private void serve(ErpServer server, ResourceServer client) {
        realm.resource(server.uri(), client);
        server.start(client.keycloak());
    }

    @AfterAll
    void close() {
        one.close();
        two.close();
        withoutDecisions.close();
    }

    @Test
    void ac21ATokenForOneServerIsRefusedByTheOtherWhoeverPassesItOn() {
        TokenAnswer token = token(one).token();
        TokenAnswer bound = bound(one).token();
        assertThat(asBearer(one, token.accessToken())
                        .expect(200)
                        .json()
                        .path("caller")
                        .asText())
                .isEqualTo("caller for alice");
        refused(asBearer(two, token.accessToken()));
        refused(call(two, proven(two, bound.accessToken(), key)));
        assertThat(scene.stranger.introspect(token.accessToken()).expect(200).body())
                .isEqualTo("{\"active\":false}");
        Answer traded =
                scene.erp.exchange(token.accessToken()).audience("stranger").send();
        scene.refused(traded, "invalid_request");
    }

    @Test
    void ac30And75ABoundTokenIsGoodWithAProofOfItsKeyOnly() {
        TokenAnswer token = bound(one).token();
        assertThat(token.json().path("token_type").asText()).isEqualTo("DPoP");
        String value = token.accessToken();
        String address = one.uri() + "/invoices";
        Map<String, String> good = proven(one, value, key);
        call(one, good).expect(200);

        Map<String, Map<String, String>> stolen = new LinkedHashMap<>();
        stolen.put("as a bearer token", Map.of("Authorization", "Bearer " + value));
        stolen.put(
                "as a bearer token with a good proof",
                Map.of("Authorization", "Bearer " + value, "DPoP", key.proof("GET", address, value)));
        stolen.put("without a proof", Map.of("Authorization", "DPoP " + value));
        stolen.put("with another key", proven(one, value, AgentKey.generate()));
        stolen.put("with a proof that was used", good);
        stolen.put("with a proof for another method", proof(value, key.proof("POST", address, value)));
        stolen.put("with a proof for another address", proof(value, key.proof("GET", two.uri() + "/invoices", value)));
        stolen.put("with a proof for no token", proof(value, key.proof("GET", address)));
        stolen.put("with a proof for another token", proof(value, key.proof("GET", address, value + "x")));
        stolen.forEach((how, headers) -> assertThat(call(one, headers).toString())
                .as(how)
                .startsWith("401 ")
                .contains("invalid_token"));

        String unbound = token(one).token().accessToken();
        refused(call(one, proven(one, unbound, key)));
        asBearer(one, unbound).expect(200);
    }

    @Test
    void ac45AServerThatAsksAboutNoCallRefusesWhatItCannotKeep() {
        Map<String, Integer> tasks = new LinkedHashMap<>();
        tasks.put("'actions':['invoices.approve']", 200);
        tasks.put("'constraints':{'amount':{'max':500}}", 200);
        tasks.put("'constraints':{'amount':{'eq':420,'max':500}}", 200);
        tasks.put("'actions':['invoices.list']", 403);
        tasks.put("'constraints':{'amount':{'max':419}}", 403);
        tasks.put("'constraints':{'total':{'max':500}}", 403);
        tasks.put("'constraints':{'amount':{'min':1}}", 403);
        tasks.put("'constraints':{'amount':{'max':500,'in':[420]}}", 403);
        tasks.put("'limits':{'max_calls':3}", 403);
        tasks.put("'limits':{'sum':{'amount':1000}}", 403);
        tasks.put("'datatypes':['draft']", 403);
        tasks.put("'identifier':'INV-7'", 403);
        tasks.forEach((members, status) -> {
            TokenAnswer token = agent.exchange(scene.login().accessToken())
                    .resource(withoutDecisions.uri())
                    .authorizationDetails(Scene.details(members))
                    .token();
            Answer answer = http.json(
                    "POST",
                    withoutDecisions.uri() + "/invoices/INV-9/approve",
                    "",
                    Map.of("Authorization", "Bearer " + token.accessToken()));
            assertThat(answer.status()).as(members + ": " + answer).isEqualTo(status);
            if (status == 403) {
                assertThat(answer.error()).isEqualTo("insufficient_authorization");
                assertThat(answer.header("WWW-Authenticate")).isPresent();
            }
        });
    }

    @Test
    void ac90WhatIsNoAccessTokenForTheServerIsRefused() {
        TokenAnswer login = scene.login();
        TokenAnswer task = token(one).token();
        Map<String, String> tokens = new LinkedHashMap<>();
        tokens.put("a person's token", login.accessToken());
        tokens.put("an ID token", login.json().path("id_token").asText());
        tokens.put("a refresh token", login.refreshToken());
        tokens.put("an actor token", agent.actorToken().accessToken());
        tokens.put("a client assertion", agent.clientAssertion());
        tokens.put("an ID-JAG of the agent", signed("oauth-id-jag+jwt"));
        tokens.put("a transaction token of the agent", signed("txntoken+jwt"));
        tokens.put("an access token of the agent's own", signed("at+jwt"));
        tokens.put(
                "a forged copy",
                task.accessToken().substring(0, task.accessToken().lastIndexOf('.')) + ".AAAA");
        tokens.put("nothing", "x");
        tokens.forEach((what, token) -> assertThat(asBearer(one, token).toString())
                .as(what)
                .startsWith("401 ")
                .contains("invalid_token"));
        refused(call(one, Map.of()));
        refused(call(one, Map.of("Authorization", "Basic " + task.accessToken())));
    }

    @Test
    void ac90AnAccessTokenIsNoClientAssertion() {
        for (String token : List.of(
                token(one).token().accessToken(),
                scene.login().accessToken(),
                agent.actorToken().accessToken())) {
            Answer answer = realm.tokenRequest(Form.of("grant_type", "client_credentials")
                    .and("client_id", "caller")
                    .and("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
                    .and("client_assertion", token));
            assertThat(answer.status()).as(answer.toString()).isIn(400, 401);
            assertThat(answer.error()).as(answer.toString()).isIn("invalid_client", "unauthorized_client");
        }
    }

    /** What the agent itself can sign, with the claims of a token for the server. */
    private String signed(String type) {
        Instant now = Instant.now();
        return agent.key()
                .sign(
                        type,
                        new JWTClaimsSet.Builder()
                                .issuer(realm.issuer())
                                .subject(scene.alice.id())
                                .audience(one.uri())
                                .claim("client_id", "caller")
                                .claim("scope", Scene.READ)
                                .jwtID("a-token")
                                .issueTime(Date.from(now))
                                .expirationTime(Date.from(now.plusSeconds(60)))
                                .build());
    }

    private Exchange token(ErpServer server) {
        return agent.exchange(scene.login().accessToken())
                .resource(server.uri())
                .authorizationDetails(LIST);
    }

    private Exchange bound(ErpServer server) {
        return token(server).header("DPoP", key.proof("POST", realm.issuer() + TOKEN));
    }

    private static Map<String, String> proof(String token, String proof) {
        return Map.of("Authorization", "DPoP " + token, "DPoP", proof);
    }

    private static Map<String, String> proven(ErpServer server, String token, AgentKey by) {
        return proof(token, by.proof("GET", server.uri() + "/invoices", token));
    }

    private Answer asBearer(ErpServer server, String token) {
        return call(server, Map.of("Authorization", "Bearer " + token));
    }

    private Answer call(ErpServer server, Map<String, String> headers) {
        return http.json("GET", server.uri() + "/invoices", "", headers);
    }

    private static void refused(Answer answer) {
        assertThat(answer.error()).as(answer.toString()).isEqualTo("invalid_token");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.headers().allValues("WWW-Authenticate")).anyMatch(value -> value.contains("invalid_token"));
    }
}
