package io.agentidentity.it;

import static io.agentidentity.it.AgentExchangeIT.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Exchange;
import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** RFC 7009: a token ends with all that were derived from it, and its task goes on. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RevocationIT {

    private static final String MAY_HAND_DOWN =
            "[{\"type\":\"agent_task\",\"delegation\":{\"allowed_delegates\":[\"reader\"]}}]";

    private final TestRealm realm;
    private final Scene scene;
    private final TestAgent head;
    private final TestAgent reader;

    RevocationIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
        reader = scene.agent("reader", spec -> spec);
        head = scene.agent("head", spec -> spec.delegates("reader"));
    }

    @Test
    void whatWasDerivedFromATokenEndsWithIt() {
        TokenAnswer first = task();
        TokenAnswer second = head.exchange(first.accessToken()).token();
        TokenAnswer waiting = handDown(second);
        TokenAnswer child = reader.exchange(handDown(second).accessToken()).token();
        TokenAnswer grown = reader.exchange(child.accessToken()).token();
        TokenAnswer third = head.exchange(second.accessToken()).token();
        TokenAnswer other = named(Scene.taskId(first)).token();

        assertThat(head.revokeToken(second.accessToken()).status()).isEqualTo(200);
        assertThat(scene.active(first)).as("what it was derived from").isTrue();
        assertThat(scene.active(other)).as("not derived from it").isTrue();
        for (TokenAnswer dead : List.of(second, third, child, grown)) {
            assertThat(scene.active(dead)).isFalse();
        }
        refused(head.exchange(third.accessToken()).send(), "invalid_request");
        refused(reader.exchange(waiting.accessToken()).send(), "invalid_request");
        refused(reader.exchange(grown.accessToken()).send(), "invalid_request");
        assertThat(head.exchange(other.accessToken()).send().status()).isEqualTo(200);
        assertThat(realm.admin()
                        .get("/agents/tasks/" + Scene.taskId(first))
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("active");
        assertThat(realm.audit("type=agent.token.revoked.v1&jti=" + jti(grown))
                        .at("/0/data/credential/parent_jti")
                        .asText())
                .isEqualTo(jti(second));
    }

    @Test
    void aHandOverTokenAndADelegatesTokenAreRevokedByWhoeverGotThem() {
        TokenAnswer token = task();
        TokenAnswer handed = handDown(token);
        TokenAnswer child = reader.exchange(handed.accessToken()).token();
        assertThat(reader.revokeToken(handed.accessToken()).status()).isEqualTo(200);
        assertThat(reader.exchange(handed.accessToken()).send().status()).isEqualTo(200);
        assertThat(head.revokeToken(handed.accessToken()).status()).isEqualTo(200);
        assertThat(scene.active(child)).isFalse();
        refused(reader.exchange(handed.accessToken()).send(), "invalid_request");

        TokenAnswer second = reader.exchange(handDown(token).accessToken()).token();
        head.revokeToken(second.accessToken());
        assertThat(scene.active(second)).isTrue();
        reader.revokeToken(second.accessToken());
        assertThat(scene.active(second)).isFalse();
        assertThat(scene.active(token)).isTrue();
    }

    @Test
    void aTokenThatHasRunOutIsRevokedTooAndThenContinuesNothing() {
        TestAgent brief = scene.agent("brief", spec -> spec.lives(900, 1));
        TokenAnswer token = brief.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails("[{\"type\":\"agent_task\"}]")
                .token();
        await().until(() -> !scene.active(token));
        assertThat(brief.revokeToken(token.accessToken()).status()).isEqualTo(200);
        refused(brief.exchange(token.accessToken()).send(), "invalid_request");
    }

    @Test
    void ac79ForeignAndUnknownTokensGetTheSameAnswerAndNothingHappens() {
        TokenAnswer token = task();
        Answer own = head.revokeToken(task().accessToken());
        for (Answer answer : List.of(
                reader.revokeToken(token.accessToken()),
                scene.erp.revokeToken(token.accessToken()),
                head.revokeToken("garbage"))) {
            assertThat(answer.status()).isEqualTo(own.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(own.body());
        }
        assertThat(scene.active(token)).isTrue();
    }

    @Test
    void nothingThatIsDerivedMeanwhileSurvives() {
        for (int round = 0; round < 20; round++) {
            TokenAnswer token = task();
            String handed = handDown(token).accessToken();
            List<Answer> answers = IntStream.range(0, 5)
                    .parallel()
                    .mapToObj(i -> switch (i) {
                        case 0 -> head.revokeToken(token.accessToken());
                        case 1 -> head.exchange(token.accessToken()).send();
                        case 2 ->
                            head.exchange(token.accessToken())
                                    .audience("reader")
                                    .send();
                        default -> reader.exchange(handed).send();
                    })
                    .toList();
            assertThat(answers.get(0).status()).isEqualTo(200);
            Stream<TokenAnswer> issued = answers.stream()
                    .skip(1)
                    .filter(answer -> answer.status() == 200)
                    .map(Answer::token);
            issued.forEach(derived -> {
                assertThat(scene.active(derived)).isFalse();
                refused(head.exchange(derived.accessToken()).send(), "invalid_request");
                refused(reader.exchange(derived.accessToken()).send(), "invalid_request");
            });
        }
    }

    @Test
    void aNotBeforeOfAnAgentAboveCountsBelow(Realms realms) {
        TestRealm other = realms.create("not-before-below");
        Scene there = new Scene(other);
        TestAgent below = there.agent("reader", spec -> spec);
        TestAgent above = there.agent("head", spec -> spec.delegates("reader"));
        TokenAnswer token = above.exchange(there.login().accessToken())
                .audience("erp-api")
                .authorizationDetails(MAY_HAND_DOWN)
                .token();
        String handed =
                above.exchange(token.accessToken()).audience("reader").token().accessToken();
        TokenAnswer child = below.exchange(handed).token();
        assertThat(there.active(child)).isTrue();
        ObjectNode client =
                (ObjectNode) other.admin().get("/clients/" + above.id()).json();
        other.admin()
                .put(
                        "/clients/" + above.id(),
                        client.put("notBefore", Instant.now().getEpochSecond() + 5))
                .expect(204);
        assertThat(there.active(child)).isFalse();
        refused(below.exchange(child.accessToken()).send(), "invalid_request");
        refused(below.exchange(handed).send(), "invalid_request");
        refused(above.exchange(token.accessToken()).send(), "invalid_request");
    }

    private TokenAnswer task() {
        return head.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails(MAY_HAND_DOWN)
                .token();
    }

    private Exchange named(String task) {
        return head.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails("[{\"type\":\"agent_task\",\"task_id\":\"" + task + "\"}]");
    }

    private TokenAnswer handDown(TokenAnswer token) {
        return head.exchange(token.accessToken()).audience("reader").token();
    }

    private static String jti(TokenAnswer token) {
        return token.claims().path("jti").asText();
    }
}
