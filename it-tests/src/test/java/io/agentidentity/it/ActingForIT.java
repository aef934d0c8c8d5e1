package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.App;
import io.agentidentity.it.realm.Exchange;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.Person;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** For whom an agent may act, asked anew at each exchange and each introspection: rules, stored consent, {@code may_act}. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ActingForIT {

    private final TestRealm realm;
    private final Scene scene;

    ActingForIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
    }

    @Test
    void sponsorsCountWhereTheRuleSaysSoAndAsLongAsTheyAreSponsors() {
        TestAgent agent = scene.agent(
                "for-sponsors", spec -> spec.rule("owner_and_sponsors").sponsors(scene.bob));
        TestAgent ownersOnly = scene.agent("for-owner", spec -> spec.sponsors(scene.bob));
        TokenAnswer token = exchange(agent, scene.bob).token();
        scene.refused(exchange(ownersOnly, scene.bob), "invalid_request");
        agent.patch(Map.of("sponsors", List.of())).expect(200);
        dead(agent, token);
        scene.refused(exchange(agent, scene.bob), "invalid_request");
    }

    @Test
    void whoLeavesTheGroupEndsWhatTheAgentDoes() {
        String group = realm.group("payers");
        realm.join(scene.bob, group);
        TestAgent agent = scene.agent(
                "for-payers",
                spec -> spec.rule("group")
                        .json(json -> json.withObject("/delegation").put("group", group)));
        TokenAnswer token = exchange(agent, scene.bob).token();
        realm.leave(scene.bob, group);
        dead(agent, token);
    }

    @Test
    void ac37WithdrawnConsentEndsWhatTheAgentDoes() {
        TestAgent agent = scene.agent("by-consent", spec -> spec.rule("consent"));
        scene.refused(exchange(agent, scene.bob), "invalid_request");
        consent(agent, scene.bob);
        TokenAnswer token = exchange(agent, scene.bob).token();
        assertThat(scene.active(token)).isTrue();
        scene.refused(exchange(agent, scene.alice), "invalid_request");
        realm.admin()
                .delete("/users/" + scene.bob.id() + "/consents/" + agent.clientId())
                .expect(204);
        dead(agent, token);
        scene.refused(exchange(agent, scene.bob), "invalid_request");
    }

    @Test
    void mayActCountsAsConsentInEveryShapeThatNamesTheAgent() {
        TestAgent agent = scene.agent(
                "may-act",
                spec -> spec.rule("consent")
                        .json(json -> json.withObject("/delegation").putArray("apps")));
        String sub = agent.serviceAccountId();
        for (String shape : List.of(
                "{'sub':'%s'}".formatted(sub),
                "{'client_id':'may-act'}",
                "{'sub':'%s','client_id':'may-act'}".formatted(sub),
                "{'iss':'%s','sub':'%s','client_id':'may-act'}".formatted(realm.issuer(), sub))) {
            assertThat(byMayAct(agent, scene.bob, shape).send().status())
                    .as(shape)
                    .isEqualTo(200);
        }
        for (String shape : List.of(
                "{}",
                "'may-act'",
                "[{'client_id':'may-act'}]",
                "{'sub':['%s']}".formatted(sub),
                "{'sub':'%s'}".formatted(scene.bob.id()),
                "{'client_id':'nobody'}",
                "{'client_id':'ap-clerk'}",
                "{'iss':'%s'}".formatted(realm.issuer()),
                "{'iss':'https://elsewhere.example','client_id':'may-act'}",
                "{'sub':'%s','client_id':'ap-clerk'}".formatted(sub),
                "{'sub':'%s','more':'x'}".formatted(sub))) {
            scene.refused(byMayAct(agent, scene.bob, shape), "invalid_request");
        }
    }

    @Test
    void mayActWidensNoOtherRule() {
        for (String rule : List.of("owner", "owner_and_sponsors")) {
            TestAgent agent = scene.agent("may-act-" + rule, spec -> spec.rule(rule));
            String shape = "{'client_id':'%s'}".formatted(agent.clientId());
            scene.refused(byMayAct(agent, scene.bob, shape), "invalid_request");
            assertThat(byMayAct(agent, scene.alice, shape).send().status())
                    .as(rule)
                    .isEqualTo(200);
        }
    }

    /** Who gets our token and knows Keycloak's own delegation finds in {@code act} what it expects there. */
    @Test
    void actNamesTheServiceAccountAndTheClientAndNothingElse() {
        JsonNode act = scene.exchange().token().claims().path("act");
        assertThat(act.properties().stream().map(Map.Entry::getKey))
                .containsExactlyInAnyOrder("iss", "sub", "client_id");
        assertThat(act.path("iss").asText()).isEqualTo(realm.issuer());
        assertThat(act.path("sub").asText()).isEqualTo(scene.clerk.serviceAccountId());
        assertThat(scene.exchange().token().claims().has("may_act")).isFalse();
    }

    private Exchange exchange(TestAgent agent, Person person) {
        return agent.exchange(
                        scene.portal.login(person, Scene.READ, Scene.WRITE).accessToken())
                .audience("erp-api");
    }

    /** Inactive, and neither goes on nor can be exchanged by anybody. */
    private void dead(TestAgent agent, TokenAnswer token) {
        assertThat(scene.facts(token).toString()).isEqualTo("{\"active\":false}");
        scene.refused(agent.exchange(token.accessToken()), "invalid_request");
    }

    /** An app of its own whose tokens say that, with single quotes for double ones. */
    private Exchange byMayAct(TestAgent agent, Person person, String mayAct) {
        App app = realm.confidentialApp("app-" + java.util.UUID.randomUUID());
        realm.admin()
                .put("/clients/" + app.id() + "/optional-client-scopes/" + scope(Scene.READ), "")
                .expect(204);
        var mapper = Json.object()
                .put("name", "may_act")
                .put("protocol", "openid-connect")
                .put("protocolMapper", "oidc-hardcoded-claim-mapper");
        mapper.putObject("config")
                .put("claim.name", "may_act")
                .put("claim.value", mayAct.replace('\'', '"'))
                .put("jsonType.label", "JSON")
                .put("access.token.claim", "true");
        realm.admin()
                .post("/clients/" + app.id() + "/protocol-mappers/models", mapper)
                .expect(201);
        return agent.exchange(app.login(person, Scene.READ).accessToken()).audience("erp-api");
    }

    private String scope(String name) {
        return realm.admin()
                .get("/client-scopes")
                .json()
                .valueStream()
                .filter(scope -> name.equals(scope.path("name").asText()))
                .findFirst()
                .orElseThrow()
                .path("id")
                .asText();
    }

    private void consent(TestAgent agent, Person person) {
        realm.call(
                        "POST",
                        "/account/applications/" + agent.clientId() + "/consent",
                        Map.of("grantedScopes", List.of(Map.of("id", scope(Scene.READ), "name", Scene.READ))),
                        scene.portal.login(person).accessToken())
                .expect(200);
    }
}
