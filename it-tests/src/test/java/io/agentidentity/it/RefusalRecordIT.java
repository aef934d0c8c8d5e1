package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.AdminApi;
import io.agentidentity.it.realm.Form;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Whoever was refused is on record, and nobody fills the record by being refused. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusalRecordIT {

    private final TestRealm realm;
    private final Scene scene;

    RefusalRecordIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
    }

    @Test
    void ac52WhatAnAdministratorMayNotDoIsRecordedWithWhoTried() {
        AdminApi viewer = realm.adminUser("curious", "view-agents");
        String id = scene.clerk.id();
        assertThat(viewer.patch("/agents/" + id, Map.of("owner", "bob")).status())
                .isEqualTo(403);
        assertThat(viewer.put("/agents/settings", Map.of()).status()).isEqualTo(403);
        assertThat(viewer.post("/agents/import", Map.of()).status()).isEqualTo(403);
        assertThat(viewer.put("/agents/" + id + "/blocks/alice", Map.of()).status())
                .isEqualTo(403);
        assertThat(realm.adminAs(scene.bob).get("/agents").status()).isEqualTo(403);
        JsonNode records = realm.audit("type=agent.request.refused.v1&actorKind=person&max=1000");
        assertThat(records.findValuesAsText("name"))
                .contains(
                        "PATCH /agents/" + id,
                        "PUT /agents/settings",
                        "POST /agents/import",
                        "PUT /agents/" + id + "/blocks/alice",
                        "GET /agents");
        for (JsonNode record : records) {
            assertThat(record.at("/data/outcome").asText()).isEqualTo("refused");
            assertThat(record.at("/data/actor_kind").asText()).isEqualTo("person");
            assertThat(record.at("/data/reason").asText()).isEqualTo("forbidden");
        }
        assertThat(records.findValuesAsText("sub"))
                .contains(
                        scene.bob.id(),
                        realm.admin()
                                .get("/users?username=curious")
                                .json()
                                .at("/0/id")
                                .asText());
        assertThat(scene.clerk.record().at("/owner/username").asText()).isEqualTo("alice");
    }

    @Test
    void manyFailuresAreCountedAndNotWrittenOneByOne() {
        TestAgent agent = scene.agent("hammered", spec -> spec);
        for (int i = 0; i < 45; i++) {
            realm.tokenRequest(Form.of("grant_type", "client_credentials")
                    .and("client_id", "hammered")
                    .and("client_secret", "guess"));
        }
        // Ten in a minute, and the test may see the turn of one.
        assertThat(realm.audit("agent=" + agent.id() + "&outcome=refused&max=1000")
                        .size())
                .isBetween(10, 20);
    }
}
