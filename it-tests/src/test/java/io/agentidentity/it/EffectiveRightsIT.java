package io.agentidentity.it;

import static io.agentidentity.it.AgentExchangeIT.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a token is good for: what the person, every agent of the line and the task allow at this moment, and never more. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EffectiveRightsIT {

    private static final String INACTIVE = "{\"active\":false}";

    private final TestRealm realm;
    private final Scene scene;
    private int agents;

    EffectiveRightsIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
        for (String role : List.of("clerk", "boss")) {
            scene.erp.createRole(role);
            scene.erp.grantRole(scene.alice, role);
        }
    }

    @Test
    void rolesOnlyShrinkWhenWorkIsHandedDown() {
        Pair none = pair(List.of(), List.of("erp-api:boss"));
        TokenAnswer child = none.child();
        assertThat(child.claims().has("resource_access")).isFalse();
        assertThat(none.helper.exchange(child.accessToken()).token().claims().has("resource_access"))
                .isFalse();

        Pair some = pair(List.of("erp-api:clerk"), List.of("erp-api:boss", "erp-api:clerk"));
        assertThat(roles(some.child().claims())).containsExactly("clerk");

        Pair other = pair(List.of("erp-api:boss", "erp-api:clerk"), List.of("erp-api:boss"));
        assertThat(roles(other.child().claims())).containsExactly("boss");
    }

    @Test
    void aRunningTaskGetsNoRoleThatItsAgentGotSince() {
        TestAgent agent = agent("erp-api:clerk");
        TokenAnswer token = task(agent, "");
        lower(agent, "roles", "erp-api:clerk", "erp-api:boss");
        TokenAnswer next = agent.exchange(token.accessToken()).token();
        assertThat(roles(next.claims())).containsExactly("clerk");
        assertThat(realm.admin()
                        .get("/agents/tasks/" + Scene.taskId(next))
                        .expect(200)
                        .json()
                        .path("roles")
                        .valueStream()
                        .map(JsonNode::asText))
                .containsExactly("clerk");
        assertThat(roles(task(agent, "").claims())).containsExactly("boss", "clerk");
    }

    @Test
    void whatTheCeilingLosesIsGoneFromTheRunningTaskAtOnce() {
        TestAgent agent = agent("erp-api:clerk", "erp-api:boss");
        TokenAnswer token = task(agent, "");
        lower(agent, "scopes", Scene.READ);
        lower(agent, "roles", "erp-api:clerk");
        lower(agent, "actions", "invoices.list");
        hasLost(scene.facts(token));
        TokenAnswer next = agent.exchange(token.accessToken()).token();
        hasLost(next.claims());
        refused(agent.exchange(next.accessToken()).scope(Scene.WRITE).send(), "invalid_scope");
        assertThat(task(agent, "").claims().path("scope").asText()).isEqualTo(Scene.READ);

        lower(agent, "targets", Scene.MCP);
        assertThat(introspected(next)).isEqualTo(INACTIVE);
        refused(agent.exchange(next.accessToken()).send(), "invalid_target");
    }

    @Test
    void whatTheCeilingOfAnAgentAboveLosesIsGoneFromTheTasksBelow() {
        Pair pair = pair(List.of("erp-api:clerk", "erp-api:boss"), List.of("erp-api:clerk", "erp-api:boss"));
        TokenAnswer child = pair.child();
        lower(pair.head, "scopes", Scene.READ);
        lower(pair.head, "roles", "erp-api:clerk");
        lower(pair.head, "actions", "invoices.list");
        hasLost(scene.facts(child));
        TokenAnswer next = pair.helper.exchange(child.accessToken()).token();
        hasLost(next.claims());
        refused(pair.helper.exchange(next.accessToken()).scope(Scene.WRITE).send(), "invalid_scope");

        lower(pair.head, "targets", Scene.MCP);
        assertThat(introspected(next)).isEqualTo(INACTIVE);
        refused(pair.helper.exchange(next.accessToken()).send(), "invalid_target");
    }

    @Test
    void aTokenThatIsGoodForNothingAnyMoreIsDead() {
        for (Consumer<TestAgent> loss : List.<Consumer<TestAgent>>of(
                agent -> lower(agent, "scopes"),
                agent -> lower(agent, "actions"),
                agent -> lower(agent, "actions", "invoices.pay"),
                agent -> lower(agent, "targets"))) {
            TestAgent agent = agent();
            TokenAnswer token = task(agent, "");
            assertThat(scene.active(token)).isTrue();
            loss.accept(agent);
            assertThat(introspected(token)).isEqualTo(INACTIVE);
            assertThat(agent.exchange(token.accessToken()).send().status()).isEqualTo(400);
        }
    }

    @Test
    void whatThePersonLosesIsGoneFromTheRunningTaskAtOnce() {
        scene.erp.createRole("payer");
        scene.erp.grantRole(scene.alice, "payer");
        realm.clientScope("invoices:pay", scene.portal);
        String scope = realm.admin()
                .get("/client-scopes")
                .expect(200)
                .json()
                .valueStream()
                .filter(each -> "invoices:pay".equals(each.path("name").asText()))
                .findFirst()
                .orElseThrow()
                .path("id")
                .asText();
        JsonNode payer = realm.admin()
                .get("/clients/" + scene.erp.id() + "/roles/payer")
                .expect(200)
                .json();
        realm.admin()
                .post("/client-scopes/" + scope + "/scope-mappings/clients/" + scene.erp.id(), List.of(payer))
                .expect(204);
        TestAgent agent = scene.agent(
                "for-payers", spec -> spec.scopes(Scene.READ, "invoices:pay").roles("erp-api:payer"));
        TokenAnswer token = agent.exchange(scene.portal
                        .login(scene.alice, Scene.READ, "invoices:pay")
                        .accessToken())
                .audience("erp-api")
                .token();
        assertThat(roles(scene.facts(token))).containsExactly("payer");
        assertThat(scene.facts(token).path("scope").asText()).isEqualTo("invoices:pay " + Scene.READ);

        realm.admin()
                .send(
                        "DELETE",
                        "/users/" + scene.alice.id() + "/role-mappings/clients/" + scene.erp.id(),
                        List.of(payer))
                .expect(204);
        for (JsonNode now : List.of(
                scene.facts(token), agent.exchange(token.accessToken()).token().claims())) {
            assertThat(now.has("resource_access")).isFalse();
            assertThat(now.path("scope").asText()).isEqualTo(Scene.READ);
        }
    }

    @Test
    void anAgentWithoutAPersonLosesWhatItsRecordLoses() {
        TestAgent agent = scene.agent(
                "on-its-own",
                spec -> spec.autonomous(
                        List.of(Scene.READ, Scene.WRITE), List.of("erp-api"), List.of("invoices.list")));
        TokenAnswer token = agent.clientCredentials(Scene.READ, Scene.WRITE).token();
        agent.patch(Map.of("autonomous", Map.of("scopes", List.of(Scene.READ), "targets", List.of("erp-api"))))
                .expect(200);
        assertThat(scene.facts(token).path("scope").asText()).isEqualTo(Scene.READ);
        agent.patch(Map.of("autonomous", Map.of("scopes", List.of(), "targets", List.of("erp-api"))))
                .expect(200);
        assertThat(introspected(token)).isEqualTo(INACTIVE);
    }

    private void hasLost(JsonNode claims) {
        assertThat(claims.path("scope").asText()).isEqualTo(Scene.READ);
        assertThat(roles(claims)).containsExactly("clerk");
        assertThat(claims.at("/authorization_details/0/actions").toString()).isEqualTo("[\"invoices.list\"]");
    }

    private static List<String> roles(JsonNode claims) {
        return claims.at("/resource_access/erp-api/roles")
                .valueStream()
                .map(JsonNode::asText)
                .sorted()
                .toList();
    }

    private String introspected(TokenAnswer token) {
        return scene.erp.introspect(token.accessToken()).expect(200).body();
    }

    private static void lower(TestAgent agent, String member, String... values) {
        agent.patch(Map.of("ceiling", Map.of(member, List.of(values)))).expect(200);
    }

    private TokenAnswer task(TestAgent agent, String members) {
        return agent.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails("[{\"type\":\"agent_task\"" + members + "}]")
                .token();
    }

    private TestAgent agent(String... roles) {
        return scene.agent("agent-" + ++agents, spec -> spec.roles(roles));
    }

    private Pair pair(List<String> headsRoles, List<String> helpersRoles) {
        String name = "helper-" + ++agents;
        TestAgent helper = scene.agent(name, spec -> spec.roles(helpersRoles.toArray(String[]::new)));
        TestAgent head = scene.agent(
                "head-of-" + name,
                spec -> spec.roles(headsRoles.toArray(String[]::new)).delegates(name));
        return new Pair(head, helper);
    }

    /** Two agents, one of which hands work down to the other. */
    private final class Pair {

        private final TestAgent head;
        private final TestAgent helper;

        private Pair(TestAgent head, TestAgent helper) {
            this.head = head;
            this.helper = helper;
        }

        /** A token of the helper for work that the head handed down. */
        TokenAnswer child() {
            TokenAnswer token = task(head, ",\"delegation\":{\"allowed_delegates\":[\"" + helper.clientId() + "\"]}");
            TokenAnswer handed = head.exchange(token.accessToken())
                    .audience(helper.clientId())
                    .token();
            return helper.exchange(handed.accessToken()).token();
        }
    }
}
