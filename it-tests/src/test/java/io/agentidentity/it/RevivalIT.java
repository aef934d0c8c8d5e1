package io.agentidentity.it;

import static io.agentidentity.it.AgentExchangeIT.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.mail.MailServer;
import io.agentidentity.it.realm.AgentSpec;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Person;
import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What was dead because of how an agent stood stays dead, whatever is written later. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RevivalIT {

    private static final String INACTIVE = "{\"active\":false}";
    private static final String FAR = "2099-01-01T00:00:00Z";

    private final TestRealm realm;
    private final Scene scene;

    RevivalIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
    }

    @Test
    void moreTimeForAnExpiredAgentGivesItNothingBack() {
        TestAgent agent = scene.agent("given-more-time", spec -> spec);
        TokenAnswer token = task(scene, agent);
        TokenAnswer actor = agent.actorToken();

        agent.patch(Map.of("expiresAt", "2020-01-01T00:00:00Z")).expect(200);
        dead(scene, token);
        assertThat(taskState(realm, token)).isEqualTo("revoked");
        agent.patch(Map.of("expiresAt", FAR)).expect(200);

        startsAnew(agent, token, actor);
    }

    @Test
    void anAgentThatExpiresLosesItsTasksEvenIfNobodyAsks() {
        TestAgent agent = scene.agent("expires", spec -> spec);
        TokenAnswer token = task(scene, agent);
        TokenAnswer actor = agent.actorToken();
        String soon =
                Instant.now().plusSeconds(2).truncatedTo(ChronoUnit.MILLIS).toString();
        agent.patch(Map.of("expiresAt", soon)).expect(200);
        await().until(() -> "revoked".equals(taskState(realm, token)));
        await().until(() -> realm.audit("agent=expires&type=agent.expired.v1").size() == 1);
        agent.patch(Map.of("expiresAt", FAR)).expect(200);

        startsAnew(agent, token, actor);
        assertThat(realm.audit("agent=expires&type=agent.expired.v1"))
                .as("noted once")
                .hasSize(1);
    }

    private void startsAnew(TestAgent agent, TokenAnswer token, TokenAnswer actor) {
        assertThat(agent.record().path("status").asText()).isEqualTo("active");
        dead(scene, token);
        assertThat(realm.tasks(actor.accessToken()).get(Scene.taskId(token)).status())
                .isEqualTo(401);
        refused(
                agent.exchange(scene.login().accessToken())
                        .audience("erp-api")
                        .authorizationDetails("[{\"type\":\"agent_task\",\"task_id\":\"" + Scene.taskId(token) + "\"}]")
                        .send(),
                "invalid_grant");
        assertThat(scene.active(task(scene, agent))).isTrue();
    }

    @Test
    void anAgentThatMovesToProductionTakesNothingAlongThatItsOwnerHasNotConfirmed(Realms realms) {
        TestRealm strict = realms.create("moved");
        Scene there = new Scene(strict);
        strict.settings(Map.of("confirmOwner", "production")).expect(200);
        TestAgent agent = there.agent("moving", spec -> spec.environment("development"));
        TokenAnswer token = task(there, agent);
        agent.patch(Map.of("environment", "production")).expect(200);
        dead(there, token);
        there.myAgents(there.alice).confirm(agent).expect(200);
        assertThat(agent.record().path("status").asText()).isEqualTo("active");
        dead(there, token);
        assertThat(taskState(strict, token)).isEqualTo("revoked");
    }

    @Test
    void whoMayOwnAgentsCannotBeChangedAndChangedBackForNothing(Realms realms) {
        TestRealm grouped = realms.create("grouped");
        Scene there = new Scene(grouped);
        grouped.group("others");
        owners(there);
        TokenAnswer token = task(there, there.clerk);

        grouped.settings(Map.of("ownerGroup", "/others")).expect(200);
        dead(there, token);
        grouped.settings(Map.of("ownerGroup", "/owners")).expect(200);
        dead(there, token);
        assertThat(taskState(grouped, token)).isEqualTo("revoked");
        TokenAnswer second = task(there, there.clerk);
        assertThat(there.active(second)).isTrue();

        grouped.admin().delete("/groups/" + grouped.groupId("/owners")).expect(204);
        dead(there, second);
        owners(there);
        dead(there, second);
        assertThat(there.active(task(there, there.clerk))).isTrue();
    }

    private static void owners(Scene there) {
        there.realm.group("owners");
        there.realm.join(there.alice, "/owners");
        there.realm.settings(Map.of("ownerGroup", "/owners")).expect(200);
    }

    @Test
    void anOwnerWhomAnAdministratorDisablesIsOutAlsoIfFailedLoginsHadDoneSoBefore(Realms realms) {
        TestRealm guarded = realms.create("locked-and-left");
        Scene there = new Scene(guarded);
        try (MailServer mails = MailServer.start()) {
            mails.serve(guarded);
            guarded.admin()
                    .put("", Map.of("bruteForceProtected", true, "permanentLockout", true, "failureFactor", 1))
                    .expect(204);
            Person sponsor = guarded.person("sponsor");
            TestAgent agent = guarded.agent(
                    "left-behind",
                    spec -> anybodys(
                            guarded, spec.owner(there.bob).apps(there.portal).sponsors(sponsor)));
            TokenAnswer token = task(there, agent);
            Person guessed = new Person(there.bob.id(), there.bob.username(), "wrong");
            await().until(() -> {
                there.portal.tryLogin(guessed);
                return "suspended".equals(agent.record().path("status").asText());
            });
            assertThat(agent.record().path("orphanedSince").isNull())
                    .as("anybody can bring this about")
                    .isTrue();

            guarded.setEnabled(there.bob, false);

            assertThat(agent.record().path("status").asText()).isEqualTo("orphaned");
            assertThat(taskState(guarded, token)).isEqualTo("revoked");
            mails.awaitTo("sponsor@example.org");
            there.myAgents(sponsor).takeOver(agent).expect(200);
            dead(there, token);
        }
    }

    // Reviews

    @Test
    void aReviewIsNeverPutOffByAMoveOrBySettings(Realms realms) {
        TestRealm reviewed = realms.create("review-dates");
        Scene there = new Scene(reviewed);
        reviewed.settings(periods(100, 20)).expect(200);
        TestAgent agent = there.agent("moved-on", spec -> spec.environment("development"));
        Instant created = Instant.parse(agent.record().path("createdAt").asText());
        assertThat(due(agent)).isEqualTo(created.plus(100, ChronoUnit.DAYS));
        agent.patch(Map.of("environment", "production")).expect(200);
        assertThat(due(agent)).isEqualTo(created.plus(20, ChronoUnit.DAYS));
        agent.patch(Map.of("environment", "development")).expect(200);
        assertThat(due(agent)).as("not later again").isEqualTo(created.plus(20, ChronoUnit.DAYS));

        reviewed.settings(periods(10, 20)).expect(200);
        assertThat(due(agent)).isEqualTo(created.plus(10, ChronoUnit.DAYS));
        reviewed.settings(periods(50, 20)).expect(200);
        assertThat(due(agent)).isEqualTo(created.plus(10, ChronoUnit.DAYS));
        assertThat(due(there.clerk)).as("another environment").isAfter(created.plus(19, ChronoUnit.DAYS));
    }

    private static Map<String, Object> periods(int development, int production) {
        return Map.of(
                "developmentReviewSeconds", development * 86_400,
                "productionReviewSeconds", production * 86_400,
                "reminderSeconds", 86_400);
    }

    private static Instant due(TestAgent agent) {
        return Instant.parse(agent.record().at("/review/dueAt").asText());
    }

    private static AgentSpec anybodys(TestRealm realm, AgentSpec spec) {
        return spec.scopes(Scene.READ)
                .targets("erp-api")
                .json(json -> json.withObject("/delegation")
                        .put("rule", "role")
                        .put("role", "default-roles-" + realm.name()));
    }

    private static TokenAnswer task(Scene scene, TestAgent agent) {
        Answer answer = agent.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails("[{\"type\":\"agent_task\"}]")
                .send();
        return answer.token();
    }

    private static String taskState(TestRealm realm, TokenAnswer token) {
        JsonNode task = realm.admin()
                .get("/agents/tasks/" + Scene.taskId(token))
                .expect(200)
                .json();
        return task.path("state").asText();
    }

    private static void dead(Scene scene, TokenAnswer token) {
        assertThat(scene.erp.introspect(token.accessToken()).body()).isEqualTo(INACTIVE);
    }
}
