package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Records call people by pseudonyms where a realm says so, and whom one means can be forgotten without touching a record. */
@KeycloakTest
class PseudonymIT {

    private final TestRealm realm;
    private final Scene scene;
    private final TestAgent agent;
    private final String alice;

    PseudonymIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
        agent = scene.agent("discreet", spec -> spec);
        alice = scene.alice.id();
    }

    @Test
    void nothingInTheRecordLeadsToAPersonWhoIsForgotten(Realms realms) {
        String before = jti(task());
        assertThat(record(before).at("/data/principal/sub").asText()).isEqualTo(alice);
        realm.settings(Map.of("audit", Map.of("pseudonyms", true))).expect(200);
        String after = jti(task());

        JsonNode record = record(after);
        String pseudonym = record.at("/data/principal/sub").asText();
        assertThat(pseudonym).startsWith("psn_");
        assertThat(record.at("/data/owner/sub").asText())
                .as("alice owns it too")
                .isEqualTo(pseudonym);
        assertThat(record.at("/data/act_chain/0/sub").asText())
                .as("an agent is nobody")
                .isEqualTo(agent.serviceAccountId());
        assertThat(record.toString()).doesNotContain(alice);
        agent.patch(Map.of("description", "changed by the server's administrator"));
        assertThat(realm.audit("type=agent.updated.v1")
                        .get(0)
                        .at("/data/actor/sub")
                        .asText())
                .as("somebody of another realm is not this one's to forget")
                .doesNotStartWith("psn_");
        assertThat(record(before).at("/data/principal/sub").asText())
                .as("what was sealed before stays")
                .isEqualTo(alice);

        for (String name : new String[] {"alice", alice}) {
            assertThat(realm.audit("type=agent.token.issued.v1&principal=" + name))
                    .as("a search by %s finds both", name)
                    .hasSize(2);
            assertThat(realm.audit("type=agent.token.issued.v1&order=asc&principal=" + name)
                            .get(0))
                    .isEqualTo(record(before));
        }
        assertThat(realm.audit("type=agent.token.issued.v1&principal=" + pseudonym))
                .hasSize(1);
        assertThat(realm.admin()
                        .get("/agents/audit/story?jti=" + after)
                        .expect(200)
                        .body())
                .as("it is told with names")
                .contains("for alice");

        JsonNode history = realm.call(
                        "GET",
                        "/agents/me/history",
                        "",
                        scene.other.login(scene.alice).accessToken())
                .expect(200)
                .json()
                .path("lines");
        assertThat(history).as("alice knows herself by either").hasSize(2);

        JsonNode person = person(pseudonym, 200);
        assertThat(person.path("userId").asText()).isEqualTo(alice);
        assertThat(person.path("username").asText()).isEqualTo("alice");
        assertThat(person("alice", 200)).isEqualTo(person);
        person("nobody", 404);
        assertThat(realms.create("next-door")
                        .admin()
                        .get("/agents/audit/people/" + pseudonym)
                        .status())
                .as("from another realm")
                .isEqualTo(404);
        assertThat(forget(pseudonym)).as("alice is there").isEqualTo(409);

        realm.admin().delete("/users/" + alice).expect(204);
        assertThat(person(pseudonym, 200).path("username").isNull()).isTrue();
        assertThat(forget(pseudonym)).isEqualTo(204);

        person(pseudonym, 404);
        person(alice, 404);
        assertThat(forget(pseudonym)).isEqualTo(404);
        assertThat(record(after)).isEqualTo(record);
        JsonNode forgotten = realm.audit("type=agent.audit.person.forgotten.v1").get(0);
        assertThat(forgotten.at("/data/action/resource").asText()).isEqualTo(pseudonym);
        assertThat(forgotten.toString()).doesNotContain(alice);
        assertThat(realm.audit("type=agent.token.issued.v1&principal=" + alice))
                .as("only what was sealed before says so")
                .containsExactly(record(before));
        assertThat(realm.admin()
                        .post("/agents/audit/verify", Json.object())
                        .expect(200)
                        .json()
                        .path("intact")
                        .asBoolean())
                .isTrue();
    }

    private TokenAnswer task() {
        return agent.exchange(scene.login().accessToken()).audience("erp-api").token();
    }

    private static String jti(TokenAnswer token) {
        return token.claims().path("jti").asText();
    }

    private JsonNode record(String jti) {
        return realm.audit("type=agent.token.issued.v1&jti=" + jti).get(0);
    }

    private JsonNode person(String name, int status) {
        return realm.admin().get("/agents/audit/people/" + name).expect(status).json();
    }

    private int forget(String pseudonym) {
        return realm.admin().delete("/agents/audit/people/" + pseudonym).status();
    }
}
