package io.agentidentity.it;

import static io.agentidentity.it.AgentExchangeIT.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.MyAgents;
import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Several suspensions of one agent: none ends, shortens or hides another. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SuspensionIT {

    private final TestRealm realm;
    private final Scene scene;
    private final MyAgents mine;

    SuspensionIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
        mine = scene.myAgents(scene.alice);
    }

    @Test
    void anOwnersWordOutlastsAnAdministratorsSuspensionWithAnEnd() {
        TestAgent agent = scene.agent("compromised", spec -> spec);
        String soon = soon();
        until(agent, soon);
        JsonNode answer = own(agent, "compromised");
        assertThat(answer.path("suspensions").findValuesAsText("cause")).containsExactly("owner", "admin");
        assertThat(answer.at("/suspension/cause").asText())
                .as("what lasts longest")
                .isEqualTo("owner");
        assertThat(answer.path("statusReason").asText()).isEqualTo("compromised");
        assertThat(mine.activate(agent).status())
                .as("an administrator's is not theirs to lift")
                .isEqualTo(409);

        await().until(() -> agent.record().path("suspensions").size() == 1);

        assertThat(agent.record().path("status").asText()).isEqualTo("suspended");
        assertThat(agent.record().at("/suspensions/0/reason").asText()).isEqualTo("compromised");
        refused(agent.clientCredentials(), "invalid_client");
        mine.activate(agent).expect(200);
        assertThat(agent.clientCredentials().status()).isEqualTo(200);
    }

    @Test
    void anAdministratorsEndIsNoEndOfAnOwnersSuspension() {
        TestAgent agent = scene.agent("owners-first", spec -> spec);
        own(agent, "compromised");
        JsonNode answer = until(agent, soon());
        assertThat(answer.path("suspensions").findValuesAsText("cause")).containsExactly("owner", "admin");
        assertThat(answer.at("/suspension/until").isNull()).isTrue();
        await().until(() -> agent.record().path("suspensions").size() == 1);
        assertThat(agent.record().path("status").asText()).isEqualTo("suspended");
        assertThat(realm.admin()
                        .get("/agents?status=suspended&search=owners-first")
                        .json())
                .hasSize(1);
    }

    @Test
    void whatEndsLastEndsTheWhole() {
        TestAgent agent = scene.agent("both-with-an-end", spec -> spec);
        own(agent, "compromised");
        agent.activate().expect(200);
        until(agent, soon());
        await().until(() -> "active".equals(agent.record().path("status").asText()));
        await().until(() -> agent.clientCredentials().status() == 200);
    }

    @Test
    void anAdministratorLiftsAllOfThem() {
        TestAgent agent = scene.agent("lifted", spec -> spec);
        own(agent, "compromised");
        agent.suspend("incident").expect(200);
        JsonNode record = agent.record();
        assertThat(record.path("suspensions").findValuesAsText("cause")).containsExactly("admin", "owner");
        assertThat(record.path("statusReason").asText()).isEqualTo("incident");
        assertThat(agent.activate().expect(200).json().path("status").asText()).isEqualTo("active");
        assertThat(agent.record().has("suspensions")).isFalse();
        assertThat(agent.clientCredentials().status()).isEqualTo(200);
    }

    @Test
    void aReviewLiftsWhatAReviewBroughtAboutAndNothingElse(Realms realms) {
        TestRealm reviewed = realms.create("two-reasons");
        Scene there = new Scene(reviewed);
        reviewed.settings(Map.of("productionReviewSeconds", 1, "reminderSeconds", 1, "graceSeconds", 1))
                .expect(200);
        TestAgent agent = there.agent("twice", spec -> spec);
        await().until(() -> "suspended".equals(agent.record().path("status").asText()));
        there.myAgents(there.alice).suspend(agent).expect(200);
        assertThat(agent.record().path("suspensions").findValuesAsText("cause")).containsExactly("review", "owner");
        assertThat(agent.activate().status()).as("the review is overdue").isEqualTo(409);
        reviewed.settings(Map.of()).expect(200);
        agent.review().expect(200);
        assertThat(agent.record().path("suspensions").findValuesAsText("cause")).containsExactly("owner");
        assertThat(agent.record().path("status").asText()).isEqualTo("suspended");
        there.myAgents(there.alice).activate(agent).expect(200);
        assertThat(agent.clientCredentials().status()).isEqualTo(200);
    }

    private JsonNode own(TestAgent agent, String reason) {
        String path = "/agents/me/agents/" + agent.id() + "/suspend";
        return realm.call(
                        "POST",
                        path,
                        Map.of("reason", reason),
                        scene.portal.login(scene.alice).accessToken())
                .expect(200)
                .json();
    }

    private JsonNode until(TestAgent agent, String instant) {
        return realm.admin()
                .post(agent.path("/suspend"), Map.of("until", instant, "reason", "maintenance"))
                .expect(200)
                .json();
    }

    private static String soon() {
        return Instant.now().plusSeconds(3).truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
