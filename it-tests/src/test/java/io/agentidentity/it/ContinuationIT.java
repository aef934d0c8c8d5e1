package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Exchange;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** An agent goes on with its task from the task's latest token: no refresh token, no session of the person. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContinuationIT {

    private final TestRealm realm;
    private final Scene scene;

    ContinuationIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
    }

    @Test
    void theLatestTokenGivesAnotherOfTheSameTaskWithTheSameChain() {
        TokenAnswer first = task();
        TokenAnswer second = next(first).token();

        JsonNode claims = second.claims();
        assertThat(Scene.taskId(second)).isEqualTo(Scene.taskId(first));
        for (String claim : List.of("sub", "aud", "act", "txn", "scope", "auth_time", "acr", "authorization_details")) {
            assertThat(claims.path(claim)).as(claim).isEqualTo(first.claims().path(claim));
        }
        assertThat(claims.path("jti")).isNotEqualTo(first.claims().path("jti"));
        assertThat(second.json().has("refresh_token")).isFalse();
        assertThat(scene.active(second)).isTrue();
        JsonNode record = realm.audit("jti=" + claims.path("jti").asText()).get(0);
        assertThat(record.path("type").asText()).isEqualTo("agent.token.continued.v1");
        assertThat(record.at("/data/credential/parent_jti").asText())
                .isEqualTo(first.claims().path("jti").asText());
    }

    @Test
    void ac35AnOlderTokenDoesNotContinueTheTaskButTheLatestStillDoes() {
        TokenAnswer first = task();
        TokenAnswer second = next(first).token();
        refusedWith(next(first), "invalid_request", "subject_token_not_latest");
        assertThat(next(second).send().status()).isEqualTo(200);
    }

    @Test
    void itWorksAfterTheTokenAndThePersonsLoginHaveEnded() {
        TestAgent brief = scene.agent("brief-tokens", spec -> spec.lives(900, 1));
        TokenAnswer login = scene.login();
        TokenAnswer token =
                brief.exchange(login.accessToken()).audience("erp-api").token();
        realm.admin().delete("/sessions/" + login.claims().path("sid").asText()).expect(204);
        await().until(() -> !scene.active(token));
        scene.refused(brief.exchange(login.accessToken()).audience("erp-api"), "invalid_request");

        TokenAnswer next = brief.exchange(token.accessToken()).token();
        assertThat(Scene.taskId(next)).isEqualTo(Scene.taskId(token));
    }

    @Test
    void itNeverWidens() {
        TokenAnswer narrow = scene.exchange()
                .scope(Scene.READ)
                .authorizationDetails("[{\"type\":\"agent_task\",\"actions\":[\"invoices.list\"]}]")
                .token();
        scene.refused(next(narrow).scope(Scene.WRITE), "invalid_scope");
        scene.refused(
                next(narrow).authorizationDetails("[{\"type\":\"agent_task\",\"actions\":[\"invoices.read\"]}]"),
                "invalid_authorization_details");
        scene.refused(next(narrow).resource(Scene.MCP), "invalid_target");
        scene.refused(
                next(narrow)
                        .authorizationDetails(
                                "[{\"type\":\"agent_task\",\"task_id\":\"" + Scene.taskId(task()) + "\"}]"),
                "invalid_grant");
        assertThat(next(narrow).token().claims().path("scope").asText()).isEqualTo(Scene.READ);
    }

    @Test
    void aTokenThatWasNarrowedWithinItsTaskStaysAsNarrow() {
        TokenAnswer wide = explicit("[\"invoices.list\",\"invoices.read\"]");
        TokenAnswer narrow = next(wide)
                .scope(Scene.READ)
                .authorizationDetails("[{\"type\":\"agent_task\",\"actions\":[\"invoices.list\"]}]")
                .token();
        scene.refused(next(narrow).scope(Scene.WRITE), "invalid_scope");
        scene.refused(
                next(narrow).authorizationDetails("[{\"type\":\"agent_task\",\"actions\":[\"invoices.read\"]}]"),
                "invalid_authorization_details");
        JsonNode claims = next(narrow).token().claims();
        assertThat(claims.path("scope").asText()).isEqualTo(Scene.READ);
        assertThat(claims.at("/authorization_details/0/actions").toString()).isEqualTo("[\"invoices.list\"]");
    }

    @Test
    void nobodyElseContinuesIt() {
        TokenAnswer token = task();
        TestAgent other = scene.agent("other-agent", spec -> spec);
        scene.refused(other.exchange(token.accessToken()).audience("erp-api"), "invalid_request");
        scene.refused(scene.erp.exchange(token.accessToken()), "invalid_request");
        scene.refused(
                scene.clerk.exchange(scene.clerk.actorToken().accessToken()).audience("erp-api"), "invalid_request");
        assertThat(next(token).send().status()).isEqualTo(200);
    }

    @Test
    void whatEndsATaskEndsItsContinuation() {
        TokenAnswer completed = task();
        realm.tasks(scene.clerk.actorToken().accessToken())
                .complete(Scene.taskId(completed))
                .expect(200);
        scene.refused(next(completed), "invalid_request");

        TokenAnswer revoked = task();
        assertThat(scene.clerk.revokeToken(revoked.accessToken()).status()).isEqualTo(200);
        scene.refused(next(revoked), "invalid_request");
    }

    @Test
    void theChecksRunAgainEachTime() {
        realm.group("payers");
        realm.join(scene.bob, "/payers");
        TestAgent agent = scene.agent(
                "by-group",
                spec -> spec.json(json ->
                        json.withObject("/delegation").put("rule", "group").put("group", "/payers")));
        String bob = scene.portal.login(scene.bob, Scene.READ).accessToken();
        TokenAnswer token = agent.exchange(bob).audience("erp-api").token();
        assertThat(scene.active(token)).isTrue();

        realm.leave(scene.bob, "/payers");
        assertThat(scene.active(token)).isFalse();
        scene.refused(agent.exchange(token.accessToken()), "invalid_request");
        realm.join(scene.bob, "/payers");
        agent.suspend("look into it").expect(200);
        scene.refused(agent.exchange(token.accessToken()), "invalid_client");
        agent.activate().expect(200);
        scene.refused(agent.exchange(token.accessToken()), "invalid_request");
    }

    @Test
    void ofManyAtOnceOneContinues() {
        TokenAnswer token = task();
        List<Answer> answers = IntStream.range(0, 8)
                .parallel()
                .mapToObj(i -> next(token).send())
                .toList();
        assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.status() != 200))
                .allSatisfy(answer -> scene.refused(answer, "invalid_request"));
    }

    @Test
    void theNumberOfTokensIsALimitOfTheTask() {
        TokenAnswer first = scene.exchange()
                .authorizationDetails("[{\"type\":\"agent_task\",\"limits\":{\"max_tokens\":2}}]")
                .token();
        TokenAnswer second = next(first).token();
        refusedWith(next(second), "invalid_grant", "task_limit_reached");
        scene.refused(
                scene.exchange()
                        .authorizationDetails(
                                "[{\"type\":\"agent_task\",\"task_id\":\"" + Scene.taskId(first) + "\"}]"),
                "invalid_grant");
        assertThat(scene.active(second)).isTrue();
    }

    @Test
    void theCeilingsNumberOfTokensHoldsForAllTasksOfAPersonTogether() {
        TestAgent thrifty = scene.agent(
                "thrifty",
                spec -> spec.json(json -> json.withObject("/ceiling/limits").put("maxTokens", 2)));
        TokenAnswer first = thrifty.exchange(scene.login().accessToken())
                .audience("erp-api")
                .token();
        realm.tasks(thrifty.actorToken().accessToken())
                .complete(Scene.taskId(first))
                .expect(200);
        TokenAnswer second = thrifty.exchange(scene.login().accessToken())
                .audience("erp-api")
                .token();
        refusedWith(thrifty.exchange(second.accessToken()), "invalid_grant", "task_limit_reached");
        refusedWith(
                thrifty.exchange(scene.login().accessToken()).audience("erp-api"),
                "invalid_grant",
                "task_limit_reached");
    }

    @Test
    void shortTasksGiveNoMoreTokensThanLongOnes() {
        TestAgent thrifty = scene.agent(
                "thrifty-in-short-tasks",
                spec -> spec.json(json -> json.withObject("/ceiling/limits").put("maxTokens", 2)));
        for (int i = 0; i < 2; i++) {
            TokenAnswer token = thrifty.exchange(scene.login().accessToken())
                    .audience("erp-api")
                    .authorizationDetails("[{\"type\":\"agent_task\",\"limits\":{\"max_duration\":1}}]")
                    .token();
            await().until(() -> !scene.active(token));
        }
        refusedWith(
                thrifty.exchange(scene.login().accessToken()).audience("erp-api"),
                "invalid_grant",
                "task_limit_reached");
    }

    @Test
    void strictnessAboutDetailsIsMetByTheTaskItself() {
        TestAgent strict = scene.agent("strict-details", spec -> spec.strict("details", "purpose"));
        TokenAnswer token = strict.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails("[{\"type\":\"agent_task\",\"purpose\":\"pay\"}]")
                .token();
        assertThat(strict.exchange(token.accessToken()).send().status()).isEqualTo(200);
    }

    @Test
    void theTaskShowsHowManyTokensItHad() {
        TokenAnswer token = next(task()).token();
        JsonNode task = realm.admin()
                .get("/agents/tasks/" + Scene.taskId(token))
                .expect(200)
                .json();
        assertThat(task.path("tokens").asInt()).isEqualTo(2);
    }

    private TokenAnswer task() {
        return explicit("[\"invoices.list\"]");
    }

    private TokenAnswer explicit(String actions) {
        return scene.exchange()
                .authorizationDetails("[{\"type\":\"agent_task\",\"actions\":" + actions + "}]")
                .token();
    }

    private Exchange next(TokenAnswer token) {
        return scene.clerk.exchange(token.accessToken());
    }

    private void refusedWith(Exchange exchange, String error, String code) {
        assertThat(scene.refused(exchange, error).errorDescription()).startsWith(code);
    }
}
