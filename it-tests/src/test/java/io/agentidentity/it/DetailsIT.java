package io.agentidentity.it;

import static io.agentidentity.it.AgentExchangeIT.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The narrowing in authorization_details on its way: into the token, introspection, the next token and the task of a delegate. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DetailsIT {

    private static final List<String> NARROWING =
            List.of("actions", "datatypes", "identifier", "privileges", "constraints");
    private static final String FULL = "'actions':['invoices.list'],'datatypes':['invoice','receipt'],"
            + "'identifier':'ledger-7','privileges':['read','write'],"
            + "'constraints':{'amount':{'max':500},'currency':{'in':['EUR','USD']}},"
            + "'limits':{'max_tokens':40,'max_duration':300,'max_depth':2},"
            + "'delegation':{'max_depth':2,'allowed_delegates':['helper','third']}";

    private final TestRealm realm;
    private final Scene scene;
    private final TestAgent head;
    private final TestAgent helper;
    private final TestAgent third;

    DetailsIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
        head = scene.agent("head", spec -> spec.delegates("helper", "third"));
        helper = scene.agent("helper", spec -> spec.delegates("third"));
        third = scene.agent("third", spec -> spec);
    }

    @Test
    void allMembersReachTheTokenAndIntrospectionAndLimitsTheLatterOnly() {
        TokenAnswer token = task(FULL);
        JsonNode asked = Scene.details(FULL).path(0);
        JsonNode inToken = token.claims().at("/authorization_details/0");
        JsonNode inFacts = scene.facts(token).at("/authorization_details/0");
        JsonNode answered = token.json().at("/authorization_details/0");
        for (String member : NARROWING) {
            for (JsonNode shown : List.of(inToken, inFacts, answered)) {
                assertThat(shown.path(member)).as(member).isEqualTo(asked.path(member));
            }
        }
        assertThat(inToken.has("limits")).isFalse();
        assertThat(inFacts.path("limits")).isEqualTo(asked.path("limits"));
        assertThat(answered.path("limits")).isEqualTo(asked.path("limits"));
        for (JsonNode shown : List.of(inToken, inFacts)) {
            assertThat(shown.has("delegation")).isFalse();
        }
        assertThat(answered.path("delegation")).isEqualTo(asked.path("delegation"));
        JsonNode rights = stored(token).path("rights");
        for (String member : List.of("datatypes", "identifier", "privileges", "constraints", "limits")) {
            assertThat(rights.path(member)).as(member).isEqualTo(asked.path(member));
        }
        assertThat(life(token)).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void whoAsksForNothingMoreInheritsThemAll() {
        TokenAnswer token = task(FULL);
        JsonNode first = token.claims().at("/authorization_details/0");
        TokenAnswer next = head.exchange(token.accessToken()).token();
        assertThat(next.claims().at("/authorization_details/0")).isEqualTo(first);
        assertThat(scene.facts(next).at("/authorization_details/0/limits"))
                .isEqualTo(scene.facts(token).at("/authorization_details/0/limits"));

        TokenAnswer child = child(next, "");
        JsonNode below = child.claims().at("/authorization_details/0");
        for (String member : NARROWING) {
            assertThat(below.path(member)).as(member).isEqualTo(first.path(member));
        }
        assertThat(scene.facts(child).at("/authorization_details/0/limits"))
                .isEqualTo(scene.facts(token).at("/authorization_details/0/limits"));
        assertThat(child.json().at("/authorization_details/0").has("delegation"))
                .isFalse();
        assertThat(helper.exchange(child.accessToken()).token().claims().at("/authorization_details/0"))
                .isEqualTo(below);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'actions':['invoices.list','invoices.read']",
                "'datatypes':['payment']",
                "'datatypes':['invoice','receipt','payment']",
                "'identifier':'ledger-8'",
                "'privileges':['admin']",
                "'constraints':{'amount':{'max':501}}",
                "'constraints':{'currency':{'in':['EUR','GBP']}}",
                "'constraints':{'amount':{'biggest':1}}",
                "'limits':{'max_tokens':41}",
                "'limits':{'max_duration':301}",
                "'limits':{'max_depth':3}",
                "'delegation':{'max_depth':3,'allowed_delegates':['third']}",
                "'delegation':{'allowed_delegates':['third','other']}"
            })
    void aLooserRequestIsRefusedAtEachStep(String looser) {
        TokenAnswer token = task(FULL);
        refused(
                head.exchange(token.accessToken())
                        .authorizationDetails(Scene.details(looser))
                        .send(),
                "invalid_authorization_details");
        refused(
                head.exchange(token.accessToken())
                        .audience("helper")
                        .authorizationDetails(Scene.details(looser))
                        .send(),
                "invalid_authorization_details");
        TokenAnswer child = child(token, "");
        refused(
                helper.exchange(child.accessToken())
                        .authorizationDetails(Scene.details(looser))
                        .send(),
                "invalid_authorization_details");
        refused(
                head.exchange(scene.login().accessToken())
                        .audience("erp-api")
                        .authorizationDetails(Scene.details("'task_id':'" + Scene.taskId(token) + "'," + looser))
                        .send(),
                "invalid_authorization_details");
    }

    @Test
    void aStricterTaskIsHandedDownAndBindsTheDelegate() {
        TokenAnswer child = child(
                task(FULL),
                "'datatypes':['invoice'],'privileges':['read'],"
                        + "'constraints':{'amount':{'max':100},'currency':{'eq':'EUR'}},"
                        + "'limits':{'max_tokens':2,'max_duration':60}");
        JsonNode below = child.claims().at("/authorization_details/0");
        assertThat(below.path("datatypes").toString()).isEqualTo("[\"invoice\"]");
        assertThat(below.path("privileges").toString()).isEqualTo("[\"read\"]");
        assertThat(below.path("identifier").asText()).isEqualTo("ledger-7");
        assertThat(below.at("/constraints/amount/max").asInt()).isEqualTo(100);
        assertThat(life(child)).isEqualTo(Duration.ofMinutes(1));
        assertThat(child.claims().path("exp").asLong()
                        - child.claims().path("iat").asLong())
                .isLessThanOrEqualTo(60);
        refused(
                helper.exchange(child.accessToken())
                        .authorizationDetails(Scene.details("'constraints':{'amount':{'max':101}}"))
                        .send(),
                "invalid_authorization_details");
        TokenAnswer second = helper.exchange(child.accessToken()).token();
        refused(helper.exchange(second.accessToken()).send(), "invalid_grant");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'limits':{'max_depth':2},",
                "'delegation':{'max_depth':2,'allowed_delegates':['helper','third']},"
            })
    void ac12NoChainIsLongerThanTheTaskSays(String bound) {
        String delegation = "'delegation':{'allowed_delegates':['helper','third']}";
        TokenAnswer token =
                task(bound.contains("delegation") ? bound.substring(0, bound.length() - 1) : bound + delegation);
        TokenAnswer child = child(token, "'delegation':{'allowed_delegates':['third']}");
        Answer tooDeep = helper.exchange(child.accessToken()).audience("third").send();
        refused(tooDeep, "invalid_request");
        assertThat(tooDeep.errorDescription()).startsWith("chain_too_long");

        TokenAnswer deeper = child(task(delegation), "'delegation':{'allowed_delegates':['third']}");
        TokenAnswer handed =
                helper.exchange(deeper.accessToken()).audience("third").token();
        assertThat(third.exchange(handed.accessToken())
                        .token()
                        .claims()
                        .at("/act/act/act/client_id")
                        .asText())
                .isEqualTo("head");
    }

    private TokenAnswer task(String members) {
        return head.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails(Scene.details(members))
                .token();
    }

    private TokenAnswer child(TokenAnswer token, String members) {
        TokenAnswer handed = head.exchange(token.accessToken())
                .audience("helper")
                .authorizationDetails(Scene.details(members))
                .token();
        return helper.exchange(handed.accessToken()).token();
    }

    private JsonNode stored(TokenAnswer token) {
        return realm.admin()
                .get("/agents/tasks/" + Scene.taskId(token))
                .expect(200)
                .json();
    }

    private Duration life(TokenAnswer token) {
        JsonNode task = stored(token);
        return Duration.between(
                Instant.parse(task.path("createdAt").asText()),
                Instant.parse(task.path("expiresAt").asText()));
    }
}
