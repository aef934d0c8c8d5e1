package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Form;
import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What has had its time goes, and nothing that is needed does. Rows are made old in the database of a server of its own. */
class TaskSweepIT extends OnOwnDatabase {

    private static final String DETAILS = "[{\"type\":\"agent_task\"}]";

    TaskSweepIT() {
        super("sweep");
    }

    @Override
    @AfterAll
    void stop() {
        try (OwnDatabase started = own) {
            assertThat(String.join("\n", started.server().log().orElseThrow().since(0)))
                    .doesNotContain("could not be swept");
        }
    }

    private TokenAnswer task(TestAgent agent) {
        return agent.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails(DETAILS)
                .token();
    }

    private Answer read(String task) {
        return realm.admin().get("/agents/tasks/" + task);
    }

    private boolean gone(String task) {
        return read(task).status() == 404;
    }

    private static String jti(TokenAnswer token) {
        return token.claims().path("jti").asText();
    }

    private boolean known(TokenAnswer token) {
        return database.number("select count(*) from AGENT_TOKEN where JTI = ?", jti(token)) == 1;
    }

    private void age(String task, Duration by) {
        assertThat(database.update(
                        "update AGENT_TASK set CREATED_AT = CREATED_AT - ?, EXPIRES_AT = EXPIRES_AT - ? where ID = ?",
                        by.toMillis(),
                        by.toMillis(),
                        task))
                .isEqualTo(1);
    }

    /** Its time of issue stays: a token that is older than its agent is nobody's. */
    private void age(TokenAnswer token, Duration by) {
        assertThat(database.update(
                        "update AGENT_TOKEN set EXPIRES_AT = EXPIRES_AT - ? where JTI = ?", by.toMillis(), jti(token)))
                .isEqualTo(1);
    }

    /** Waits until something that is as old as what a test looks at has been swept. */
    private void swept(Duration age) {
        String task = Scene.taskId(task(scene.clerk));
        giveUp(task);
        TokenAnswer token = scene.clerk.actorToken();
        age(token, age);
        age(task, age);
        await().until(() -> gone(task) && !known(token));
    }

    /** As its agent; what somebody else ends stays for as long as the login that opened it. */
    private void giveUp(String task) {
        realm.tasks(scene.clerk.actorToken().accessToken()).revoke(task, "done").expect(200);
    }

    private void revoke(String task) {
        realm.admin().post("/agents/tasks/" + task + "/revoke").expect(200);
    }

    private JsonNode records(String task) {
        return realm.audit("type=agent.task.ended.v1&task=" + task);
    }

    @Test
    void aTaskWhoseTimeIsUpIsNotedOnce() {
        TestAgent brief = scene.agent("brief", spec -> spec.lives(1, 1));
        String task = Scene.taskId(task(brief));

        await().until(() -> records(task).size() == 1);

        JsonNode record = records(task).get(0);
        assertThat(record.at("/data/actor_kind").asText()).isEqualTo("system");
        assertThat(record.at("/data/task/state").asText()).isEqualTo("expired");
        assertThat(record.at("/data/agent/client_id").asText()).isEqualTo("brief");
        assertThat(record.at("/data/principal/sub").asText()).isEqualTo(scene.alice.id());
        assertThat(database.text("select STATE from AGENT_TASK where ID = ?", task))
                .isEqualTo("EXPIRED");
        JsonNode listed = brief.tasks().get(0);
        assertThat(listed.path("state").asText()).isEqualTo("expired");
        assertThat(listed.path("endedBy").isNull()).isTrue();
        swept(Duration.ofDays(91));
        assertThat(records(task)).hasSize(1);
    }

    @Test
    void endedTasksGoAfterTheirTimeAndTheirRecordsStay() {
        String completed = Scene.taskId(task(scene.clerk));
        realm.tasks(scene.clerk.actorToken().accessToken()).complete(completed).expect(200);
        String revoked = Scene.taskId(task(scene.clerk));
        giveUp(revoked);
        String expired = Scene.taskId(task(scene.clerk));
        String younger = Scene.taskId(task(scene.clerk));
        giveUp(younger);
        String live = Scene.taskId(task(scene.clerk));
        for (String task : List.of(completed, revoked, expired)) {
            age(task, Duration.ofDays(91));
        }
        age(younger, Duration.ofDays(89));

        for (String task : List.of(completed, revoked, expired)) {
            await().untilAsserted(() -> assertThat(gone(task)).isTrue());
            assertThat(records(task)).hasSize(1);
        }

        assertThat(read(younger).status()).isEqualTo(200);
        assertThat(read(live).expect(200).json().path("state").asText()).isEqualTo("active");
    }

    @Test
    void theRealmSaysHowLongTheyAreKept() {
        TestRealm brief = Realms.on(own.server()).create("brief");
        brief.settings(Map.of("tasks", Map.of("retentionSeconds", 86400))).expect(200);
        Scene there = new Scene(brief);
        String task =
                Scene.taskId(there.exchange().authorizationDetails(DETAILS).token());
        brief.tasks(there.clerk.actorToken().accessToken()).complete(task).expect(200);
        age(task, Duration.ofDays(2));

        await().until(() -> brief.admin().get("/agents/tasks/" + task).status() == 404);
    }

    @Test
    void aTaskThatIsLiveKeepsItsTokensAndGoesOnFromTheLatest() {
        TestAgent brief = scene.agent("brief-tokens", spec -> spec.lives(900, 1));
        TokenAnswer token = task(brief);
        await().until(() -> !scene.active(token));
        age(token, Duration.ofDays(2));

        swept(Duration.ofDays(91));

        assertThat(known(token)).isTrue();
        TokenAnswer next = brief.exchange(token.accessToken()).token();
        assertThat(Scene.taskId(next)).isEqualTo(Scene.taskId(token));
        revoke(Scene.taskId(token));
        await().until(() -> !known(token));
        assertThat(known(next)).isTrue();
    }

    @Test
    void aTokenThatNobodyKnowsAnyMoreIsRefusedBecauseItRanOut() {
        TestAgent brief = scene.agent("forgotten", spec -> spec.lives(900, 1));
        TokenAnswer token = task(brief);
        revoke(Scene.taskId(token));
        await().until(() -> token.claims().path("exp").asLong() < System.currentTimeMillis() / 1000);
        age(token, Duration.ofDays(2));
        await().until(() -> !known(token));

        assertThat(scene.facts(token).toString()).isEqualTo("{\"active\":false}");
        assertThat(brief.exchange(token.accessToken()).send().error()).isEqualTo("invalid_request");
        assertThat(scene.erp.exchange(token.accessToken()).send().status()).isIn(400, 401);
        assertThat(realm.userinfo(token.accessToken()).status()).isEqualTo(401);
        assertThat(realm.tasks(token.accessToken()).get(Scene.taskId(token)).status())
                .isEqualTo(401);
        assertThat(realm.post(
                                "/protocol/openid-connect/token",
                                Form.of("grant_type", "urn:ietf:params:oauth:grant-type:uma-ticket")
                                        .and("audience", "erp-api"),
                                Map.of("Authorization", "Bearer " + token.accessToken()))
                        .status())
                .isIn(400, 401, 403);
    }

    @Test
    void aTaskThatAnAdministratorEndedIsNotForgottenWhileItsLoginLives() {
        TestAgent agent = scene.agent("stopped", spec -> spec);
        TokenAnswer login = scene.login();
        String task = Scene.taskId(
                agent.exchange(login.accessToken()).audience("erp-api").token());
        revoke(task);
        age(task, Duration.ofDays(91));

        swept(Duration.ofDays(91));

        Answer again = agent.exchange(login.accessToken()).audience("erp-api").send();
        assertThat(again.error()).isEqualTo("access_denied");
        assertThat(gone(task)).isFalse();
        realm.admin().delete("/sessions/" + login.claims().path("sid").asText()).expect(204);
        await().until(() -> gone(task));
    }

    @Test
    void whatIsLeftOfARealmThatIsGoneGoes() {
        TokenAnswer token = task(scene.clerk);
        database.update("update AGENT_TASK set REALM_ID = 'gone' where ID = ?", Scene.taskId(token));
        database.update("update AGENT_TOKEN set REALM_ID = 'gone' where JTI = ?", jti(token));

        await().until(() ->
                !known(token) && database.number("select count(*) from AGENT_TASK where REALM_ID = 'gone'") == 0);
    }
}
