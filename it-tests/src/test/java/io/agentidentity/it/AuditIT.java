package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.Form;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import io.agentidentity.it.server.KeycloakServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a reviewer finds in the record. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditIT {

    private final TestRealm realm;
    private final Scene scene;

    AuditIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
    }

    @Test
    void aTokenIdLeadsToPersonAgentTaskAndLogin() {
        TokenAnswer login = scene.login();
        TokenAnswer token = scene.clerk
                .exchange(login.accessToken())
                .audience("erp-api")
                .authorizationDetails("[{\"type\":\"agent_task\",\"purpose\":\"the secret plan\"}]")
                .token();
        JsonNode found = realm.audit("jti=" + token.claims().path("jti").asText());
        assertThat(found).hasSize(1);
        JsonNode record = found.get(0);
        assertThat(record.path("specversion").asText()).isEqualTo("1.0");
        assertThat(record.path("source").asText()).isEqualTo(realm.issuer());
        assertThat(record.path("subject").asText()).isEqualTo(Scene.taskId(token));
        assertThat(record.path("type").asText()).isEqualTo("agent.token.issued.v1");
        JsonNode data = record.path("data");
        assertThat(data.path("actor_kind").asText()).isEqualTo("delegated_agent");
        assertThat(data.at("/principal/sub").asText()).isEqualTo(scene.alice.id());
        assertThat(data.at("/actor/client_id").asText()).isEqualTo("ap-clerk");
        assertThat(data.at("/owner/sub").asText()).isEqualTo(scene.alice.id());
        assertThat(data.at("/credential/parent_jti").asText())
                .isEqualTo(login.claims().path("jti").asText());
        assertThat(data.at("/credential/client_auth").asText()).isEqualTo("private_key_jwt");
        assertThat(data.at("/task/purpose_digest").asText()).startsWith("sha-256:");
        assertThat(record.toString()).doesNotContain("the secret plan");
    }

    @Test
    void ct13PersonAgentAloneAndAgentForThePersonAreToldApart() {
        TestAgent agent = scene.agent("told-apart", spec -> spec);
        TokenAnswer token =
                agent.exchange(scene.login().accessToken()).audience("erp-api").token();
        agent.actorToken();
        agent.suspend("by hand").expect(200);
        assertThat(kind(agent, "agent.created.v1")).isEqualTo("person");
        assertThat(kind(agent, "agent.actor_token.issued.v1")).isEqualTo("agent_autonomous");
        assertThat(kind(agent, "agent.token.issued.v1")).isEqualTo("delegated_agent");
        assertThat(kind(agent, "agent.suspended.v1")).isEqualTo("person");
        JsonNode ended = realm.audit("task=" + Scene.taskId(token) + "&type=agent.task.ended.v1");
        assertThat(ended).hasSize(1);
        assertThat(ended.at("/0/data/actor_kind").asText()).isEqualTo("person");
    }

    @Test
    void aRefusalIsRecordedOnceWithItsReasonAndLeavesNothingElse() {
        TestAgent agent = scene.agent("refused", spec -> spec);
        agent.exchange(scene.login().accessToken()).audience("stranger").send();
        agent.exchange("garbage").audience("erp-api").send();
        JsonNode found = realm.audit("agent=refused&outcome=refused");
        assertThat(found).hasSize(2);
        assertThat(found.at("/0/data/reason").asText()).isEqualTo("subject_token_invalid");
        assertThat(found.at("/0/data/actor_kind").asText()).isEqualTo("agent_autonomous");
        assertThat(found.at("/1/data/reason").asText()).isEqualTo("target_invalid");
        assertThat(found.at("/1/data/actor_kind").asText()).isEqualTo("delegated_agent");
        assertThat(agent.tasks()).isEmpty();
    }

    @Test
    void aServerThatMisusesATaskTokenIsNamedWithTheTaskWhoseTokenItWas() {
        TokenAnswer token = scene.exchange()
                .authorizationDetails("[{\"type\":\"agent_task\"}]")
                .token();
        scene.erp.exchange(token.accessToken()).send();
        JsonNode found = realm.audit("task=" + Scene.taskId(token) + "&outcome=refused");
        assertThat(found).hasSize(1);
        assertThat(found.at("/0/data/actor_kind").asText()).isEqualTo("workload");
        assertThat(found.at("/0/data/actor/client_id").asText()).isEqualTo("erp-api");
        assertThat(found.at("/0/data/agent/client_id").asText()).isEqualTo("ap-clerk");
        assertThat(found.at("/0/data/principal/sub").asText()).isEqualTo(scene.alice.id());
        assertThat(scene.active(token)).isTrue();
    }

    @Test
    void aFailedLoginWithTheAgentsIdIsRecordedAsNobodyKnown() {
        TestAgent agent = scene.agent("attacked", spec -> spec);
        realm.tokenRequest(Form.of("grant_type", "client_credentials")
                .and("client_id", "attacked")
                .and("client_secret", "guess"));
        JsonNode found = realm.audit("agent=" + agent.id() + "&outcome=refused");
        assertThat(found).hasSize(1);
        assertThat(found.at("/0/data/actor_kind").asText()).isEqualTo("workload");
        assertThat(found.at("/0/data/unverified/client_id").asText()).isEqualTo("attacked");
    }

    @Test
    void theListIsFilteredAndPagedNewestFirst() {
        TestAgent agent = scene.agent("listed", spec -> spec);
        for (int i = 0; i < 3; i++) {
            agent.actorToken();
        }
        JsonNode all = realm.audit("agent=listed");
        assertThat(all).hasSize(4);
        assertThat(all.at("/3/type").asText()).isEqualTo("agent.created.v1");
        List<String> paged = new ArrayList<>();
        for (int first = 0; first < 4; first += 2) {
            paged.addAll(realm.audit("agent=listed&max=2&first=" + first).findValuesAsText("id"));
        }
        assertThat(paged).containsAll(ids(all));
        assertThat(realm.audit("agent=listed&actorKind=person")).hasSize(1);
        assertThat(realm.audit("agent=listed&from=2100-01-01T00:00:00Z")).isEmpty();
        assertThat(realm.audit("agent=listed&principal=alice")).isEmpty();
        assertThat(realm.admin().get("/agents/audit?from=yesterday").status()).isEqualTo(400);
    }

    @Test
    void ac68NeitherRecordsNorTheServerLogHoldTokensOrSecrets(KeycloakServer server) {
        TokenAnswer login = scene.login();
        TokenAnswer token = scene.clerk
                .exchange(login.accessToken())
                .audience("erp-api")
                .actorToken(scene.clerk.actorToken().accessToken())
                .token();
        scene.clerk.exchange(login.accessToken() + "x").audience("erp-api").send();
        String records = realm.audit("max=1000").toString();
        String log = server.log().map(file -> String.join("\n", file.since(0))).orElse("");
        for (TokenAnswer secret : List.of(login, token)) {
            String signature =
                    secret.accessToken().substring(secret.accessToken().lastIndexOf('.') + 1);
            assertThat(records).doesNotContain(signature);
            assertThat(log).doesNotContain(signature);
        }
        if (server.log().isPresent()) {
            assertThat(log).contains(token.claims().path("jti").asText());
        }
    }

    private String kind(TestAgent agent, String type) {
        JsonNode found = realm.audit("agent=" + agent.id() + "&type=" + type);
        assertThat(found).as(type).hasSize(1);
        return found.at("/0/data/actor_kind").asText();
    }

    private static List<String> ids(JsonNode records) {
        List<String> ids = new ArrayList<>();
        records.forEach(record -> ids.add(record.path("id").asText()));
        return ids;
    }
}
