package io.agentidentity.it;

import static io.agentidentity.it.AgentExchangeIT.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.AgentKey;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Exchange;
import io.agentidentity.it.realm.Form;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Who acted before and which key a task is bound to are facts of the task, whatever token a request rests on. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TaskBindingIT {

    private final TestRealm realm;
    private final Scene scene;
    private final TestAgent head;
    private final TestAgent helper;
    private final AgentKey key = AgentKey.generate();

    TaskBindingIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
        head = scene.agent("head", spec -> spec.delegates("helper"));
        helper = scene.agent("helper", spec -> spec);
    }

    @Test
    void ac12AChildTaskIsNotNamedWithThePersonsTokenSoItsChainStays() {
        TokenAnswer child =
                helper.exchange(handed(headsTask(null), null).accessToken()).token();
        Answer named = named(helper, child, null).send();
        refused(named, "invalid_grant");
        Answer unknown = helper.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails("[{\"type\":\"agent_task\",\"task_id\":\"tsk_aaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}]")
                .send();
        assertThat(named.body()).as("the same as for a task that is not there").isEqualTo(unknown.body());

        TokenAnswer next = helper.exchange(child.accessToken()).token();
        assertThat(next.claims().at("/act/act/client_id").asText()).isEqualTo("head");
        assertThat(next.claims().path("act")).isEqualTo(child.claims().path("act"));
    }

    @Test
    void ac30ABoundTaskThatThePersonsTokenNamesTakesItsKey() {
        TokenAnswer token = headsTask(key);
        refusedForKey(named(head, token, null).send());
        refusedForKey(named(head, token, AgentKey.generate()).send());
        bound(named(head, token, key).token(), token);

        TokenAnswer open = headsTask(null);
        TokenAnswer bound = named(head, open, key).token();
        assertThat(bound.claims().at("/cnf/jkt").isTextual()).isTrue();
        refusedForKey(named(head, open, null).send());
        refusedForKey(head.exchange(open.accessToken()).audience("helper").send());
        bound(named(head, open, key).token(), bound);
    }

    @Test
    void ac75ABoundTaskThatPlainRequestsShareTakesItsKey() {
        String login = scene.login().accessToken();
        Exchange plain = scene.clerk.exchange(login).audience("erp-api");
        TokenAnswer open = plain.scope(Scene.READ).token();
        TokenAnswer token = with(plain.scope(Scene.READ), key).token();
        assertThat(Scene.taskId(token)).isEqualTo(Scene.taskId(open));
        assertThat(token.claims().at("/cnf/jkt").isTextual()).isTrue();
        refusedForKey(plain.scope(Scene.READ).send());
        refusedForKey(plain.scope(Scene.WRITE).send());
        refusedForKey(with(plain.scope(Scene.READ), AgentKey.generate()).send());
        refusedForKey(with(plain.scope(Scene.WRITE), AgentKey.generate()).send());
        bound(with(plain.scope(Scene.WRITE), key).token(), token);

        // Whoever lost its key says that it is done, and asks anew.
        realm.tasks(scene.clerk.actorToken().accessToken())
                .complete(Scene.taskId(token))
                .expect(200);
        TokenAnswer anew = with(plain.scope(Scene.READ), AgentKey.generate()).token();
        assertThat(Scene.taskId(anew)).isNotEqualTo(Scene.taskId(token));
    }

    @Test
    void ac76ADelegateTakesItsTaskUpAgainWithTheSameKeyOnly() {
        TokenAnswer handed = handed(headsTask(key), key);
        AgentKey helpers = AgentKey.generate();
        TokenAnswer child = with(helper.exchange(handed.accessToken()), helpers).token();
        refused(helper.exchange(handed.accessToken()).send(), "invalid_request");
        refusedForKey(
                with(helper.exchange(handed.accessToken()), AgentKey.generate()).send());
        refusedForKey(with(helper.exchange(handed.accessToken()), key).send());
        bound(with(helper.exchange(handed.accessToken()), helpers).token(), child);
    }

    @Test
    void ac76ATaskOfAnAgentForNobodyStaysBoundToo() {
        TestAgent alone = scene.agent(
                "alone", spec -> spec.autonomous(List.of(Scene.READ), List.of("erp-api"), List.of("invoices.list")));
        var form = Form.of("grant_type", "client_credentials").and("scope", Scene.READ);
        TokenAnswer token = alone.tokenRequest(form, Map.of("DPoP", proof(key))).token();
        var naming = form.and(
                "authorization_details", "[{\"type\":\"agent_task\",\"task_id\":\"" + Scene.taskId(token) + "\"}]");
        refusedForKey(alone.tokenRequest(naming));
        bound(alone.tokenRequest(naming, Map.of("DPoP", proof(key))).token(), token);
    }

    private static void bound(TokenAnswer token, TokenAnswer first) {
        assertThat(Scene.taskId(token)).isEqualTo(Scene.taskId(first));
        assertThat(token.json().path("token_type").asText()).isEqualTo("DPoP");
        assertThat(token.claims().path("cnf")).isEqualTo(first.claims().path("cnf"));
    }

    private static void refusedForKey(Answer answer) {
        refused(answer, "invalid_request");
        assertThat(answer.errorDescription()).startsWith("task_key_not_proven");
    }

    private TokenAnswer headsTask(AgentKey proven) {
        return with(
                        head.exchange(scene.login().accessToken())
                                .audience("erp-api")
                                .authorizationDetails("[{\"type\":\"agent_task\",\"delegation\":"
                                        + "{\"allowed_delegates\":[\"helper\"]}}]"),
                        proven)
                .token();
    }

    private TokenAnswer handed(TokenAnswer token, AgentKey proven) {
        return with(head.exchange(token.accessToken()).audience("helper"), proven)
                .token();
    }

    /** A request that rests on a new token of the person and names the task of another one. */
    private Exchange named(TestAgent agent, TokenAnswer task, AgentKey proven) {
        return with(
                agent.exchange(scene.login().accessToken())
                        .audience("erp-api")
                        .authorizationDetails("[{\"type\":\"agent_task\",\"task_id\":\"" + Scene.taskId(task) + "\"}]"),
                proven);
    }

    private Exchange with(Exchange exchange, AgentKey proven) {
        return proven == null ? exchange : exchange.header("DPoP", proof(proven));
    }

    private String proof(AgentKey proven) {
        return proven.proof("POST", realm.issuer() + "/protocol/openid-connect/token");
    }
}
