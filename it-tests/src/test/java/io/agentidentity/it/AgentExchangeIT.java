package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Form;
import io.agentidentity.it.realm.ResourceServer;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The exchange as an agent, an application and a resource server see it. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgentExchangeIT {

    private final Scene scene;

    AgentExchangeIT(TestRealm realm) {
        scene = new Scene(realm);
    }

    @Test
    void aTaskTokenNamesPersonAgentTaskAndNothingElse() {
        TokenAnswer login = scene.login();
        TokenAnswer token = scene.clerk
                .exchange(login.accessToken())
                .resource(Scene.MCP)
                .scope(Scene.READ)
                .authorizationDetails(
                        "[{\"type\":\"agent_task\",\"actions\":[\"invoices.list\"],\"purpose\":\"pay the bills\"}]")
                .token();

        JsonNode claims = token.claims();
        assertThat(claims.path("sub").asText()).isEqualTo(scene.alice.id());
        assertThat(claims.path("iss").asText()).isEqualTo(scene.realm.issuer());
        assertThat(claims.path("aud").asText()).isEqualTo(Scene.MCP);
        assertThat(claims.path("azp").asText()).isEqualTo("ap-clerk");
        assertThat(claims.path("client_id").asText()).isEqualTo("ap-clerk");
        assertThat(claims.path("scope").asText()).isEqualTo(Scene.READ);
        assertThat(claims.path("exp").asLong() - claims.path("iat").asLong()).isEqualTo(120);
        assertThat(claims.path("txn").asText()).startsWith("txn_");
        assertThat(claims.path("acr")).isEqualTo(login.claims().path("acr"));
        assertThat(claims.path("auth_time").asLong())
                .isBetween(
                        login.claims().path("iat").asLong() - 5,
                        login.claims().path("iat").asLong());
        assertThat(fields(claims.path("act"))).containsExactlyInAnyOrder("iss", "sub", "client_id");
        assertThat(claims.at("/act/sub").asText()).isEqualTo(scene.clerk.serviceAccountId());
        JsonNode details = claims.at("/authorization_details/0");
        assertThat(details.path("task_id").asText()).startsWith("tsk_");
        assertThat(details.at("/actions/0").asText()).isEqualTo("invoices.list");
        assertThat(details.at("/locations/0").asText()).isEqualTo(Scene.MCP);
        assertThat(details.path("purpose_digest").asText()).startsWith("sha-256:");
        assertThat(details.has("purpose")).isFalse();
        assertThat(fields(claims))
                .isSubsetOf(
                        "iss",
                        "sub",
                        "aud",
                        "azp",
                        "client_id",
                        "jti",
                        "iat",
                        "exp",
                        "typ",
                        "txn",
                        "auth_time",
                        "acr",
                        "amr",
                        "scope",
                        "act",
                        "authorization_details");
    }

    @Test
    void theAnswerHasWhatTheStandardAsksForAndNoOtherToken() {
        Answer answer = scene.exchange().send();
        assertThat(fields(answer.expect(200).json()))
                .containsExactlyInAnyOrder(
                        "access_token",
                        "issued_token_type",
                        "token_type",
                        "expires_in",
                        "scope",
                        "authorization_details");
        assertThat(answer.json().path("token_type").asText()).isEqualTo("Bearer");
        assertThat(answer.json().path("expires_in").asInt()).isEqualTo(120);
        assertThat(answer.header("Cache-Control").orElseThrow()).contains("no-store");
    }

    @Test
    void withoutScopeTheTaskGetsWhatTokenAndCeilingShare() {
        TokenAnswer token = scene.clerk
                .exchange(scene.portal
                        .login(scene.alice, Scene.READ, "invoices:approve")
                        .accessToken())
                .audience("erp-api")
                .token();
        assertThat(token.claims().path("scope").asText()).isEqualTo(Scene.READ);
    }

    @Test
    void openidIsDroppedWithoutAWord() {
        TokenAnswer token = scene.exchange().scope("openid", Scene.READ).token();
        assertThat(token.claims().path("scope").asText()).isEqualTo(Scene.READ);
        assertThat(token.json().has("id_token")).isFalse();
    }

    @Test
    void plainRequestsOfOneLoginShareATaskAndAnotherLoginHasItsOwn() {
        String login = scene.login().accessToken();
        TokenAnswer first = scene.clerk
                .exchange(login)
                .audience("erp-api")
                .scope(Scene.READ)
                .token();
        TokenAnswer second = scene.clerk
                .exchange(login)
                .audience("erp-api")
                .scope(Scene.WRITE)
                .token();
        TokenAnswer elsewhere = scene.exchange().token();
        assertThat(Scene.taskId(second)).isEqualTo(Scene.taskId(first));
        assertThat(second.claims().path("scope").asText()).isEqualTo(Scene.WRITE);
        assertThat(Scene.taskId(elsewhere)).isNotEqualTo(Scene.taskId(first));
    }

    @Test
    void plainRequestsAtTheSameTimeShareATaskToo() {
        String login = scene.login().accessToken();
        List<TokenAnswer> tokens = IntStream.range(0, 12)
                .parallel()
                .mapToObj(i -> scene.clerk.exchange(login).audience("erp-api").token())
                .collect(Collectors.toList());
        assertThat(tokens.stream().map(Scene::taskId).distinct()).hasSize(1);
        assertThat(tokens).allMatch(scene::active);
    }

    @Test
    void aNamedTaskGetsFurtherTokensWithinItAndNeverMore() {
        TokenAnswer first = scene.exchange()
                .scope(Scene.READ)
                .authorizationDetails("[{\"type\":\"agent_task\",\"actions\":[\"invoices.list\"]}]")
                .token();
        String named = "[{\"type\":\"agent_task\",\"task_id\":\"" + Scene.taskId(first) + "\"}]";

        TokenAnswer again = scene.exchange().authorizationDetails(named).token();
        assertThat(Scene.taskId(again)).isEqualTo(Scene.taskId(first));
        assertThat(again.claims().path("scope").asText()).isEqualTo(Scene.READ);
        assertThat(again.claims().at("/authorization_details/0/actions")).hasSize(1);

        scene.refused(scene.exchange().scope(Scene.WRITE).authorizationDetails(named), "invalid_scope");
        scene.refused(
                scene.exchange().authorizationDetails(named.replace("}]", ",\"actions\":[\"invoices.read\"]}]")),
                "invalid_authorization_details");
        scene.refused(
                scene.clerk
                        .exchange(scene.login().accessToken())
                        .resource(Scene.MCP)
                        .authorizationDetails(named),
                "invalid_target");
    }

    @Test
    void aTaskOfAnotherAgentAndAnUnknownOneGetTheSameAnswer() {
        TestAgent rival = scene.agent("rival", spec -> spec);
        String login = scene.login().accessToken();
        TokenAnswer foreign = rival.exchange(login)
                .audience("erp-api")
                .authorizationDetails("[{\"type\":\"agent_task\"}]")
                .token();
        Answer toForeign = scene.exchange()
                .authorizationDetails("[{\"type\":\"agent_task\",\"task_id\":\"" + Scene.taskId(foreign) + "\"}]")
                .send();
        Answer toUnknown = scene.exchange()
                .authorizationDetails("[{\"type\":\"agent_task\",\"task_id\":\"tsk_unknown\"}]")
                .send();
        scene.refused(toForeign, "invalid_grant");
        assertThat(toForeign.body()).isEqualTo(toUnknown.body());
    }

    @Test
    void rolesAreThoseOfTheTargetThatTheCeilingNamesAndThePersonHas() {
        scene.erp.createRole("clerk");
        scene.erp.createRole("boss");
        scene.erp.createRole("auditor");
        scene.erp.grantRole(scene.alice, "clerk");
        scene.erp.grantRole(scene.alice, "boss");
        TestAgent agent = scene.agent("with-roles", spec -> spec.roles("erp-api:clerk", "erp-api:auditor"));
        TokenAnswer token =
                agent.exchange(scene.login().accessToken()).audience("erp-api").token();
        assertThat(token.claims().path("resource_access").toString())
                .isEqualTo("{\"erp-api\":{\"roles\":[\"clerk\"]}}");
        assertThat(token.claims().has("realm_access")).isFalse();
    }

    @Test
    void theTokenLivesNoLongerThanTheTask() {
        TestAgent brief = scene.agent("brief", spec -> spec.lives(30, 300));
        TokenAnswer token =
                brief.exchange(scene.login().accessToken()).audience("erp-api").token();
        assertThat(token.json().path("expires_in").asInt()).isBetween(1, 30);
    }

    @Test
    void anActorTokenIsAcceptedIfItIsTheAgentsOwn() {
        String actorToken = scene.clerk.actorToken().accessToken();
        TokenAnswer token = scene.exchange().actorToken(actorToken).token();
        assertThat(token.claims().at("/act/client_id").asText()).isEqualTo("ap-clerk");
    }

    @Test
    void ac01WithoutActorTokenTheActorIsNamedUnlessTheAgentMustSendOne() {
        assertThat(scene.exchange().token().claims().has("act")).isTrue();
        TestAgent strict = scene.agent("strict-actor", spec -> spec.strict("actorToken"));
        scene.refused(strict.exchange(scene.login().accessToken()).audience("erp-api"), "invalid_request");
    }

    @Test
    void strictAgentsMustSendDetailsAndPurpose() {
        TestAgent details = scene.agent("strict-details", spec -> spec.strict("details"));
        scene.refused(
                details.exchange(scene.login().accessToken()).audience("erp-api"), "invalid_authorization_details");
        TestAgent purpose = scene.agent("strict-purpose", spec -> spec.strict("purpose"));
        scene.refused(
                purpose.exchange(scene.login().accessToken())
                        .audience("erp-api")
                        .authorizationDetails("[{\"type\":\"agent_task\"}]"),
                "invalid_authorization_details");
        TestAgent bound = scene.agent("strict-bound", spec -> spec.strict("senderConstraint"));
        scene.refused(bound.exchange(scene.login().accessToken()).audience("erp-api"), "invalid_request");
    }

    @Test
    void theOnlyTargetNeedNotBeNamedAndAnythingElseMust() {
        TestAgent single = scene.agent("single-target", spec -> spec.targets("erp-api"));
        assertThat(single.exchange(scene.login().accessToken())
                        .token()
                        .claims()
                        .path("aud")
                        .asText())
                .isEqualTo("erp-api");
        scene.refused(scene.exchange().without("audience"), "invalid_target");
    }

    @Test
    void resourceAndAudienceMayNameTheSameServer() {
        assertThat(scene.exchange()
                        .resource(Scene.MCP)
                        .token()
                        .claims()
                        .path("aud")
                        .asText())
                .isEqualTo(Scene.MCP);
        scene.refused(
                scene.clerk
                        .exchange(scene.login().accessToken())
                        .resource(Scene.MCP)
                        .audience("stranger"),
                "invalid_target");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nobody", "stranger", "ap-clerk", "account", "https://erp.example/mcp/", "https://evil.example"})
    void aTargetThatIsUnknownOrNotAllowedIsRefused(String target) {
        scene.refused(scene.exchange().replace("audience", target), "invalid_target");
        scene.refused(scene.exchange().without("audience").resource(target), "invalid_target");
    }

    @Test
    void ac08SeveralTargetsAreRefused() {
        scene.refused(scene.exchange().audience("stranger"), "invalid_target");
        scene.refused(scene.exchange().resource(Scene.MCP).resource("https://x.example"), "invalid_target");
    }

    @Test
    void ac32ADisabledTargetIsRefused() {
        ResourceServer gone = scene.realm.resourceServer("gone-api");
        TestAgent agent = scene.agent("for-disabled", spec -> spec.targets("gone-api"));
        String login = scene.login().accessToken();
        TokenAnswer token = agent.exchange(login).audience("gone-api").token();
        assertThat(token.claims().path("aud").asText()).isEqualTo("gone-api");
        gone.setEnabled(false);
        scene.refused(agent.exchange(login).audience("gone-api"), "invalid_target");
    }

    @Test
    void ac05AScopeBeyondTokenOrCeilingIsRefused() {
        String onlyRead = scene.portal.login(scene.alice, Scene.READ).accessToken();
        scene.refused(scene.clerk.exchange(onlyRead).audience("erp-api").scope(Scene.WRITE), "invalid_scope");
        String approve = scene.portal.login(scene.alice, "invoices:approve").accessToken();
        scene.refused(scene.clerk.exchange(approve).audience("erp-api").scope("invoices:approve"), "invalid_scope");
        scene.refused(scene.clerk.exchange(approve).audience("erp-api"), "invalid_scope");
        scene.refused(scene.exchange().scope("profile"), "invalid_scope");
        scene.refused(scene.exchange().scope("no-such-scope"), "invalid_scope");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "not json",
                "[{\"type\":\"agent_task\"},{\"type\":\"agent_task\"}]",
                "[{\"type\":\"payment\"}]",
                "[{\"type\":\"agent_task\",\"type\":\"agent_task\"}]",
                "[{\"type\":\"agent_task\",\"colour\":\"red\"}]",
                "[{\"type\":\"agent_task\",\"actions\":\"invoices.list\"}]",
                "[{\"type\":\"agent_task\",\"actions\":[]}]",
                "[{\"type\":\"agent_task\",\"actions\":[\"*\"]}]",
                "[{\"type\":\"agent_task\",\"actions\":[\"invoices.approve\"]}]",
                "[{\"type\":\"agent_task\",\"actions\":[[[[[\"x\"]]]]]}]",
                "[{\"type\":\"agent_task\",\"locations\":[\"https://evil.example\"]}]",
                "[{\"type\":\"agent_task\",\"constraints\":{\"amount\":{\"most\":5}}}]",
                "[{\"type\":\"agent_task\",\"limits\":{\"max_calls\":0}}]",
                "[{\"type\":\"agent_task\",\"delegation\":{\"max_depth\":1}}]",
                "[{\"type\":\"agent_task\"}] []"
            })
    void ac06DetailsThatAreMalformedUnknownTooWideOrNotSupportedAreRefused(String details) {
        scene.refused(scene.exchange().authorizationDetails(details), "invalid_authorization_details");
    }

    @ParameterizedTest
    @ValueSource(ints = {3_000, 5_000, 9_000, 100_000})
    void ac61LargeDetailsAreNeverTreatedAsAbsent(int size) {
        String details = "[{\"type\":\"agent_task\",\"unknown\":\"" + "x".repeat(size) + "\"}]";
        scene.refused(scene.exchange().authorizationDetails(details), "invalid_authorization_details");
    }

    @Test
    void detailsOfSeveralKilobytesAreHonoured() {
        TestAgent agent = scene.agent(
                "many-actions",
                spec -> spec.actions(IntStream.range(0, 90)
                        .mapToObj(i -> "invoices.action-with-a-long-name-to-fill-the-space-number-" + i)
                        .toArray(String[]::new)));
        String actions = IntStream.range(0, 90)
                .mapToObj(i -> "\"invoices.action-with-a-long-name-to-fill-the-space-number-" + i + "\"")
                .collect(Collectors.joining(","));
        TokenAnswer token = agent.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails("[{\"type\":\"agent_task\",\"actions\":[" + actions + "]}]")
                .token();
        assertThat(token.claims().at("/authorization_details/0/actions")).hasSize(90);
    }

    @ParameterizedTest
    @ValueSource(strings = {"refresh_token", "id_token", "jwt", "saml2", "unknown"})
    void ac16And73OnlyAnAccessTokenCanBeAskedFor(String type) {
        scene.refused(
                scene.exchange().param("requested_token_type", "urn:ietf:params:oauth:token-type:" + type),
                "invalid_request");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "subject_token",
                "actor_token",
                "scope",
                "authorization_details",
                "requested_token_type",
                "grant_type",
                "of_no_meaning"
            })
    void ac70RepeatedParametersAreRefusedWithARecord(String name) {
        assertThat(scene.refused(scene.exchange().param(name, "x").param(name, "y"), "invalid_request")
                        .errorDescription())
                .startsWith("parameter_repeated");
        Form alone = Form.of("grant_type", "client_credentials").and(name, "x").and(name, "y");
        assertThat(scene.refused(() -> scene.clerk.tokenRequest(alone), "invalid_request")
                        .errorDescription())
                .startsWith("parameter_repeated");
    }

    @ParameterizedTest
    @ValueSource(strings = {"subject_issuer", "requested_issuer", "requested_subject"})
    void ac25ParametersOfOtherKindsOfExchangeAreRefused(String name) {
        scene.refused(scene.exchange().param(name, "x"), "invalid_request");
    }

    /** The answer alone; {@code scene.refused} looks at the record and the tasks too. */
    static void refused(Answer answer, String error) {
        Refused.checkAnswer(answer, error);
    }

    private static List<String> fields(JsonNode node) {
        return node.properties().stream().map(Map.Entry::getKey).toList();
    }
}
