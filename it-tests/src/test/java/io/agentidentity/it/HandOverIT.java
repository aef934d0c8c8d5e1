package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Exchange;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** One agent hands work down to another: narrower, bounded in depth and number, and never without the names of both. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HandOverIT {

    private static final String MAY_HAND_DOWN = mayHandDown("reader", "scanner", "copier", "head-clerk");

    private final TestRealm realm;
    private final Scene scene;
    private final TestAgent clerk;
    private final TestAgent reader;
    private final TestAgent scanner;

    HandOverIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
        clerk = scene.agent("head-clerk", spec -> spec.delegates("reader", "scanner", "copier", "head-clerk"));
        reader = scene.agent("reader", spec -> spec.delegates("scanner", "copier", "head-clerk"));
        scanner = scene.agent("scanner", spec -> spec.delegates("copier"));
        scene.agent("copier", spec -> spec);
    }

    @Test
    void theDelegateGetsATokenOfATaskOfItsOwnThatNamesBothAgents() {
        TokenAnswer token = task();
        TokenAnswer handed = handDown(clerk, token, "reader").scope(Scene.READ).token();
        TokenAnswer child = reader.exchange(handed.accessToken()).token();

        JsonNode claims = child.claims();
        assertThat(claims.path("sub").asText()).isEqualTo(scene.alice.id());
        assertThat(claims.path("aud").asText()).isEqualTo("erp-api");
        assertThat(claims.path("azp").asText()).isEqualTo("reader");
        assertThat(claims.path("scope").asText()).isEqualTo(Scene.READ);
        assertThat(claims.at("/act/client_id").asText()).isEqualTo("reader");
        assertThat(claims.at("/act/sub").asText()).isEqualTo(reader.serviceAccountId());
        assertThat(claims.at("/act/act/client_id").asText()).isEqualTo("head-clerk");
        assertThat(claims.at("/act/act/act").isMissingNode()).isTrue();
        assertThat(claims.path("txn")).isEqualTo(token.claims().path("txn"));
        assertThat(claims.path("auth_time")).isEqualTo(token.claims().path("auth_time"));
        assertThat(Scene.taskId(child)).isNotEqualTo(Scene.taskId(token));
        assertThat(scene.facts(child).at("/act/act/client_id").asText()).isEqualTo("head-clerk");
        JsonNode record = realm.audit("jti=" + claims.path("jti").asText()).get(0);
        assertThat(record.at("/data/act_chain/0/client_id").asText()).isEqualTo("reader");
        assertThat(record.at("/data/act_chain/1/client_id").asText()).isEqualTo("head-clerk");
        for (String link : List.of("principal", "act_chain/0", "act_chain/1")) {
            assertThat(record.at("/data/" + link + "/grade").asText()).as(link).isEqualTo("verified");
        }
        JsonNode task = realm.admin()
                .get("/agents/tasks/" + Scene.taskId(child))
                .expect(200)
                .json();
        assertThat(task.path("parentId").asText()).isEqualTo(Scene.taskId(token));
        assertThat(task.path("depth").asInt()).isEqualTo(2);
    }

    @Test
    void theHandOverTokenIsGoodForNothingButTheDelegatesExchange() {
        TokenAnswer handed = handDown(clerk, task(), "reader").token();
        assertThat(handed.claims().path("aud").asText()).isEqualTo("reader");
        assertThat(handed.claims().has("resource_access")).isFalse();
        String token = handed.accessToken();

        for (var server : List.of(scene.erp, scene.gateway, scene.stranger)) {
            assertThat(server.introspect(token).expect(200).body()).isEqualTo("{\"active\":false}");
        }
        assertThat(realm.userinfo(token).status()).isIn(401, 403);
        assertThat(realm.tasks(token).get(Scene.taskId(handed)).status()).isEqualTo(401);
        scene.refused(clerk.exchange(token).audience("erp-api"), "invalid_request");
        scene.refused(scanner.exchange(token), "invalid_request");
        scene.refused(scene.erp.exchange(token), "invalid_request");
        scene.refused(
                reader.exchange(scene.login().accessToken()).audience("erp-api").actorToken(token), "invalid_request");
        scene.refused(handDown(reader, handed, "scanner"), "invalid_target");
        assertThat(reader.exchange(token).send().status()).isEqualTo(200);
    }

    @Test
    void administratorsSeeWhatIsLiveBetweenAgentsAndWhatEachDid() {
        TestAgent giver = scene.agent("giver", spec -> spec.delegates("taker"));
        TestAgent taker = scene.agent("taker", spec -> spec);
        TokenAnswer token = giver.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails(mayHandDown("taker"))
                .token();
        taker.exchange(handDown(giver, token, "taker").token().accessToken()).token();

        assertThat(live(giver).at("/handsTo/0/clientId").asText()).isEqualTo("taker");
        assertThat(live(giver).at("/handsTo/0/tasks").asInt()).isOne();
        assertThat(live(giver).path("receivesFrom")).isEmpty();
        assertThat(live(taker).at("/receivesFrom/0/clientId").asText()).isEqualTo("giver");
        assertThat(live(taker).path("handsTo")).isEmpty();
        assertThat(live(taker).path("tasks").asInt()).isOne();
        assertThat(live(taker).path("tokens").asInt())
                .as("the one that handed it down, and its own")
                .isEqualTo(2);
        assertThat(live(taker).hasNonNull("lastTokenExpiresAt")).isTrue();

        JsonNode days = realm.admin()
                .get(taker.path("/activity?days=3"))
                .expect(200)
                .json()
                .path("days");
        assertThat(days).hasSize(3);
        assertThat(days.at("/0/permitted").asInt()).isZero();
        assertThat(days.at("/2/permitted").asInt()).isPositive();
        assertThat(days.at("/2/refused").asInt()).isZero();
        assertThat(days.at("/2/tasks").asInt()).isOne();
        for (String wrong : List.of("0", "91", "-1", "many")) {
            realm.admin().get(taker.path("/activity?days=" + wrong)).expect(400);
        }

        giver.kill().expect(200);
        assertThat(live(giver).path("handsTo")).isEmpty();
        assertThat(live(taker).path("tasks").asInt()).isZero();
        assertThat(live(taker).path("tokens").asInt()).isZero();
        assertThat(live(taker).path("receivesFrom")).isEmpty();
    }

    private JsonNode live(TestAgent agent) {
        return realm.admin().get(agent.path("/live")).expect(200).json();
    }

    @Test
    void takenUpTwiceItIsTheSameTask() {
        TokenAnswer handed = handDown(clerk, task(), "reader").token();
        TokenAnswer one = reader.exchange(handed.accessToken()).token();
        TokenAnswer two = reader.exchange(handed.accessToken()).token();
        assertThat(Scene.taskId(two)).isEqualTo(Scene.taskId(one)).isEqualTo(Scene.taskId(handed));
        assertThat(Scene.taskId(reader.exchange(two.accessToken()).token())).isEqualTo(Scene.taskId(one));
    }

    @Test
    void rightsOnlyShrink() {
        TokenAnswer token = task();
        scene.refused(handDown(clerk, token, "reader").scope("invoices:approve"), "invalid_scope");
        scene.refused(
                handDown(clerk, token, "reader")
                        .authorizationDetails("[{\"type\":\"agent_task\",\"actions\":[\"invoices.pay\"]}]"),
                "invalid_authorization_details");
        TokenAnswer handed = handDown(clerk, token, "reader")
                .scope(Scene.READ)
                .authorizationDetails("[{\"type\":\"agent_task\",\"actions\":[\"invoices.list\"]}]")
                .token();
        scene.refused(reader.exchange(handed.accessToken()).scope(Scene.WRITE), "invalid_scope");
        scene.refused(reader.exchange(handed.accessToken()).resource(Scene.MCP), "invalid_target");
        scene.refused(
                reader.exchange(handed.accessToken())
                        .authorizationDetails("[{\"type\":\"agent_task\",\"actions\":[\"invoices.read\"]}]"),
                "invalid_authorization_details");
    }

    @Test
    void theDelegatesOwnCeilingNarrowsWhatItWasHanded() {
        TestAgent narrow =
                scene.agent("narrow-reader", spec -> spec.scopes(Scene.READ).actions("invoices.list"));
        TestAgent head = scene.agent("head-of-narrow", spec -> spec.delegates("narrow-reader"));
        TokenAnswer token = head.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails(mayHandDown("narrow-reader"))
                .token();
        TokenAnswer handed = handDown(head, token, "narrow-reader").token();
        JsonNode claims = narrow.exchange(handed.accessToken()).token().claims();
        assertThat(claims.path("scope").asText()).isEqualTo(Scene.READ);
        assertThat(claims.at("/authorization_details/0/actions").toString()).isEqualTo("[\"invoices.list\"]");
    }

    @Test
    void ac12OnlyANamedDelegateAndNoAgentTwiceAndNotTooDeep() {
        TokenAnswer token = task();
        scene.refused(handDown(clerk, token, "ap-clerk"), "invalid_target");
        refusedWith(handDown(clerk, token, "head-clerk"), "delegate_not_allowed");
        TokenAnswer silent = clerk.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails("[{\"type\":\"agent_task\"}]")
                .token();
        refusedWith(handDown(clerk, silent, "reader"), "delegate_not_allowed");

        TokenAnswer second = reader.exchange(handDown(clerk, token, "reader")
                        .authorizationDetails(mayHandDown("scanner", "copier", "head-clerk"))
                        .token()
                        .accessToken())
                .token();
        refusedWith(handDown(reader, second, "head-clerk"), "delegate_not_allowed");
        TokenAnswer third = scanner.exchange(handDown(reader, second, "scanner")
                        .authorizationDetails(mayHandDown("copier"))
                        .token()
                        .accessToken())
                .token();
        assertThat(third.claims().at("/act/act/act/client_id").asText()).isEqualTo("head-clerk");
        refusedWith(handDown(scanner, third, "copier"), "chain_too_long");
        assertThat(scene.active(third)).isTrue();
    }

    @Test
    void ac81WhichClientsAreAgentsIsToldToNoneWhoseRecordDoesNotNameThem() {
        TokenAnswer token = task();
        Answer none = handDown(clerk, token, "no-such-client").send();
        scene.refused(none, "invalid_target");
        for (String audience : List.of("ap-clerk", "portal", "stranger", "account")) {
            Answer answer = handDown(clerk, token, audience).send();
            assertThat(answer.body()).as(audience).isEqualTo(none.body());
            assertThat(answer.status()).as(audience).isEqualTo(none.status());
        }
        List<String> reasons =
                realm.audit("agent=head-clerk&outcome=refused&max=5").findValuesAsText("reason");
        assertThat(reasons)
                .containsExactlyInAnyOrder(
                        "target_invalid", "target_invalid", "target_invalid", "target_invalid", "delegate_not_allowed");

        realm.tasks(scene.portal.login(scene.alice).accessToken())
                .revoke(Scene.taskId(token), "over")
                .expect(200);
        assertThat(handDown(clerk, token, "ap-clerk").send().body())
                .isEqualTo(handDown(clerk, token, "no-such-client").send().body());
    }

    @Test
    void ac81WhetherAnotherAgentsTokenIsAliveIsToldToNobody() {
        TestAgent thief = scene.agent("curious", spec -> spec);
        TokenAnswer live = task();
        TokenAnswer handed = handDown(clerk, live, "reader").token();
        TokenAnswer dead = task();
        realm.tasks(scene.portal.login(scene.alice).accessToken())
                .revoke(Scene.taskId(dead), "over")
                .expect(200);
        Answer toDead = thief.exchange(dead.accessToken()).send();
        scene.refused(toDead, "invalid_request");
        for (TokenAnswer alive : List.of(live, handed)) {
            Answer answer = thief.exchange(alive.accessToken()).send();
            assertThat(answer.body()).isEqualTo(toDead.body());
            assertThat(answer.status()).isEqualTo(toDead.status());
        }
        assertThat(realm.audit("agent=curious&outcome=refused").findValuesAsText("reason"))
                .containsExactly("subject_token_delegated", "subject_token_delegated", "subject_token_invalid");
    }

    @Test
    void theDelegatesRuleForThePersonHoldsToo() {
        TestAgent bobs = realm.agent(
                "bobs-reader", spec -> spec.owner(scene.bob).scopes(Scene.READ).targets("erp-api"));
        TestAgent head = scene.agent("head-of-bobs", spec -> spec.delegates("bobs-reader"));
        TokenAnswer token = head.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails(mayHandDown("bobs-reader"))
                .token();
        Answer handed = handDown(head, token, "bobs-reader").send();
        if (handed.status() == 200) {
            scene.refused(bobs.exchange(handed.token().accessToken()), "invalid_request");
        } else {
            scene.refused(handed, "invalid_request");
        }
    }

    @Test
    void atMostEightTimes() {
        TokenAnswer token = task();
        for (int i = 0; i < 8; i++) {
            handDown(clerk, token, "reader").token();
        }
        refusedWith(handDown(clerk, token, "reader"), "delegate_not_allowed");
    }

    @Test
    void eachTokenIsDebitedFromTheTasksAbove() {
        TokenAnswer token = clerk.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails("[{\"type\":\"agent_task\",\"limits\":{\"max_tokens\":4},"
                        + "\"delegation\":{\"allowed_delegates\":[\"reader\"]}}]")
                .token();
        TokenAnswer handed = handDown(clerk, token, "reader").token();
        TokenAnswer one = reader.exchange(handed.accessToken()).token();
        reader.exchange(one.accessToken()).token();
        Answer fifth = clerk.exchange(token.accessToken()).send();
        scene.refused(fifth, "invalid_grant");
        assertThat(fifth.errorDescription()).startsWith("task_limit_reached");
        scene.refused(reader.exchange(handed.accessToken()), "invalid_grant");
    }

    @Test
    void whatTheCeilingAboveIsLoweredToBindsTasksThatAreUnderWay() {
        TestAgent head = scene.agent("lowered-head", spec -> spec.delegates("reader"));
        TokenAnswer token = head.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails(mayHandDown("reader"))
                .token();
        TokenAnswer handed = handDown(head, token, "reader").token();
        TokenAnswer child = reader.exchange(handed.accessToken()).token();
        head.patch("{\"ceiling\":{\"limits\":{\"maxTokens\":5}}}").expect(200);
        TokenAnswer fourth = reader.exchange(child.accessToken()).token();
        head.exchange(scene.login().accessToken()).audience("erp-api").token();
        Answer sixth = reader.exchange(fourth.accessToken()).send();
        scene.refused(sixth, "invalid_grant");
        assertThat(sixth.errorDescription()).startsWith("task_limit_reached");
        scene.refused(handDown(head, token, "reader"), "invalid_grant");

        head.patch("{\"ceiling\":{\"limits\":{\"maxTokens\":6}}}").expect(200);
        assertThat(scene.active(reader.exchange(fourth.accessToken()).token())).isTrue();
    }

    @Test
    void whatStopsAnAgentAboveStopsTheOnesBelow() {
        TestAgent head = scene.agent("stopped-head", spec -> spec.delegates("reader"));
        TokenAnswer token = head.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails(mayHandDown("reader"))
                .token();
        TokenAnswer handed = handDown(head, token, "reader").token();
        TokenAnswer child = reader.exchange(handed.accessToken()).token();
        assertThat(scene.active(child)).isTrue();
        head.suspend("stop").expect(200);
        assertThat(scene.active(child)).isFalse();
        scene.refused(reader.exchange(child.accessToken()), "invalid_request");
        scene.refused(reader.exchange(handed.accessToken()), "invalid_request");
        head.activate().expect(200);
        assertThat(scene.active(child)).isFalse();
        scene.refused(reader.exchange(child.accessToken()), "invalid_request");
    }

    private TokenAnswer task() {
        return clerk.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails(MAY_HAND_DOWN)
                .token();
    }

    private static String mayHandDown(String... delegates) {
        return "[{\"type\":\"agent_task\",\"delegation\":{\"allowed_delegates\":[\"" + String.join("\",\"", delegates)
                + "\"]}}]";
    }

    private static Exchange handDown(TestAgent from, TokenAnswer token, String to) {
        return from.exchange(token.accessToken()).audience(to);
    }

    private void refusedWith(Exchange exchange, String code) {
        assertThat(scene.refused(exchange, "invalid_request").errorDescription())
                .startsWith(code);
    }
}
