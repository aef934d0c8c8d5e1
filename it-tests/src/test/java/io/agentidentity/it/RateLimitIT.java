package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.AccessApi;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Exchange;
import io.agentidentity.it.realm.Form;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Whoever asks too often is told so, costs nobody else anything and writes nothing. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RateLimitIT {

    private static final String LIST = "invoices.list";
    private static final Map<String, ?> NONE = Map.of();

    private final TestRealm realm;
    private final Scene scene;
    private final AccessApi erp;

    RateLimitIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
        erp = AccessApi.of(scene.erp);
    }

    @AfterEach
    void theRealmHasDecidedNothing() {
        realm.settings(Map.of()).expect(200);
    }

    @Test
    @Tag("smoke")
    void anAgentThatAsksForTokensTooOftenWaits() {
        TestAgent noisy = limited("noisy", Map.of("tokensPerMinute", 1));
        TestAgent quiet = scene.agent("quiet", spec -> spec);
        Exchange exchange = exchange(noisy);
        exchange.token();

        Answer answer = exchange.send();

        tooOften(answer);
        tooOften(noisy.clientCredentials());
        tooOften(noisy.exchange("nonsense").send());
        exchange(quiet).token();
        JsonNode record = realm.audit("agent=noisy&outcome=refused").at("/0/data");
        assertThat(record.path("reason").asText()).isEqualTo("rate_limited");
        assertThat(noisy.tasks()).hasSize(1);
    }

    @Test
    void aFloodIsCountedInsteadOfRecorded() {
        TestAgent noisy = limited("flooding", Map.of("tokensPerMinute", 1));
        noisy.actorToken();
        for (int i = 0; i < 40; i++) {
            tooOften(noisy.clientCredentials());
        }
        assertThat(realm.audit("agent=flooding&outcome=refused&max=100")).hasSizeBetween(10, 20);
    }

    @Test
    void oneOfManyPeopleDoesNotUseUpWhatIsThereForAll() {
        TestAgent agent = scene.agent(
                "for-all",
                spec -> scene.forEverybody(spec)
                        .json(json -> json.withObject("/ceiling")
                                .putObject("rates")
                                .putObject("perPrincipal")
                                .put("tokensPerMinute", 1)
                                .put("decisionsPerMinute", 1)));
        TokenAnswer alices = exchange(agent).token();
        tooOften(exchange(agent).send());
        TokenAnswer bobs = agent.exchange(
                        scene.portal.login(scene.bob, Scene.READ, Scene.WRITE).accessToken())
                .audience("erp-api")
                .token();
        assertThat(permitted(erp.evaluation(AccessApi.call(alices, LIST, NONE))))
                .isTrue();
        tooOften(erp.evaluation(AccessApi.call(alices, LIST, NONE)));
        assertThat(permitted(erp.evaluation(AccessApi.call(bobs, LIST, NONE)))).isTrue();
    }

    @Test
    void anAgentThatIsAskedAboutTooOftenGetsNoDecision() {
        TestAgent noisy = limited("calling", Map.of("decisionsPerMinute", 2));
        TokenAnswer task = exchange(noisy)
                .authorizationDetails(Scene.details("'limits':{'max_calls':10}"))
                .token();
        TokenAnswer quiet = scene.exchange().token();
        ObjectNode batch = AccessApi.call(task, LIST, NONE);
        batch.putArray("evaluations").add(Json.object()).add(Json.object()).add(Json.object());

        JsonNode all = erp.evaluations(batch).expect(200).json().path("evaluations");

        assertThat(all.findValuesAsText("decision")).containsExactly("true", "true", "false");
        assertThat(all.at("/2/context/error/status").asInt()).isEqualTo(429);
        Answer answer = erp.evaluation(AccessApi.call(task, "invoices.delete", NONE), "req-1");
        tooOften(answer);
        assertThat(answer.header("X-Request-ID")).contains("req-1");
        assertThat(permitted(erp.evaluation(AccessApi.call(quiet, LIST, NONE)))).isTrue();
        assertThat(scene.facts(task).at("/remaining/max_calls").asInt()).isEqualTo(8);
        assertThat(AccessApi.of(scene.stranger)
                        .decide(task, LIST, NONE)
                        .at("/context/denial_reason")
                        .asText())
                .as("a server that the token is not for learns nothing of that")
                .isEqualTo("credential_invalid");
        JsonNode record =
                realm.audit("task=" + Scene.taskId(task) + "&outcome=refused").at("/0/data");
        assertThat(record.path("reason").asText()).isEqualTo("rate_limited");
    }

    @Test
    void theRealmSaysHowOftenWhereTheRecordDoesNot() {
        TestAgent silent = scene.agent("says-nothing", spec -> spec);
        TestAgent more = limited("says-more", Map.of("tokensPerMinute", 50));
        realm.settings(Map.of("rates", Map.of("tokensPerMinute", 1))).expect(200);
        silent.actorToken();
        tooOften(silent.tokenRequest(Form.of("grant_type", "client_credentials")));
        more.actorToken();
        more.actorToken();
        assertThat(more.record().at("/ceiling/rates/tokensPerMinute").asInt()).isEqualTo(50);
        assertThat(realm.admin().get("/agents/settings").json().path("rates").toString())
                .isEqualTo("{\"tokensPerMinute\":1,\"decisionsPerMinute\":6000,"
                        + "\"perPrincipal\":{\"tokensPerMinute\":300,\"decisionsPerMinute\":3000}}");
        realm.settings(Map.of()).expect(200);
        silent.patch(Map.of("ceiling", Map.of("rates", Map.of("tokensPerMinute", 60000))))
                .expect(200);
        silent.actorToken();
    }

    @Test
    void numbersThatCannotBeAreRefusedByName() {
        assertThat(realm.settings(Map.of("rates", Map.of("tokensPerMinute", 0)))
                        .json()
                        .path("errorMessage")
                        .asText())
                .isEqualTo("rates.tokensPerMinute must be a whole number from 1 to 1000000");
        TestAgent agent = scene.agent("wrong-rates", spec -> spec);
        assertThat(agent.patch(Map.of("ceiling", Map.of("rates", List.of())))
                        .json()
                        .path("errorMessage")
                        .asText())
                .isEqualTo("ceiling.rates must be an object");
    }

    private TestAgent limited(String clientId, Map<String, Integer> rates) {
        return scene.agent(
                clientId, spec -> spec.json(json -> json.withObject("/ceiling").set("rates", Json.of(rates))));
    }

    private Exchange exchange(TestAgent agent) {
        return agent.exchange(scene.login().accessToken()).audience("erp-api");
    }

    private static void tooOften(Answer answer) {
        assertThat(answer.status()).as("%s", answer).isEqualTo(429);
        assertThat(answer.error()).isEqualTo("temporarily_unavailable");
        assertThat(answer.errorDescription()).startsWith("rate_limited: ");
        assertThat(Integer.parseInt(answer.header("Retry-After").orElseThrow())).isBetween(1, 60);
        assertThat(answer.header("Cache-Control").orElseThrow()).contains("no-store");
    }

    private static boolean permitted(Answer answer) {
        return answer.expect(200).json().path("decision").asBoolean();
    }
}
