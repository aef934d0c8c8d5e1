package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.AccessApi;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.App;
import io.agentidentity.it.realm.Form;
import io.agentidentity.it.realm.Person;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a person sees of what agents do in their name, and how they stop it; and that nobody else does. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InMyNameIT {

    private static final String TASKS = "/agents/me/tasks";
    private static final String HISTORY = "/agents/me/history";

    private final TestRealm realm;
    private final Scene scene;
    private final AccessApi erp;
    private int names;

    InMyNameIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
        erp = AccessApi.of(scene.erp);
        realm.admin()
                .put("/clients/" + scene.erp.id(), Map.of("clientId", "erp-api", "name", "Invoices of the company"))
                .expect(204);
    }

    @Test
    void aPersonSeesWhatRunsInTheirNameAndWhatIsLeftOfIt() {
        Person ada = person();
        TestAgent agent = agent();
        TokenAnswer token = task(
                agent,
                ada,
                "'purpose':'Pay the bills','actions':['invoices.list'],'constraints':{'amount':{'max':500}},"
                        + "'limits':{'max_calls':5,'sum':{'amount':900}}");
        erp.decide(token, "invoices.list", Map.of("amount", 420));

        JsonNode task = get(ada, TASKS).get(0);
        assertThat(task.path("id").asText()).isEqualTo(Scene.taskId(token));
        assertThat(task.path("purpose").asText()).isEqualTo("Pay the bills");
        assertThat(task.path("agentClientId").asText()).isEqualTo(agent.clientId());
        assertThat(task.path("targetName").asText()).isEqualTo("Invoices of the company");
        assertThat(task.path("scopes").toString()).isEqualTo("[\"invoices:read\",\"invoices:write\"]");
        assertThat(task.at("/rights/actions/0").asText()).isEqualTo("invoices.list");
        assertThat(task.at("/rights/constraints/amount/max").asInt()).isEqualTo(500);
        assertThat(task.at("/limits/max_calls").asInt()).isEqualTo(5);
        assertThat(task.at("/used/calls").asInt()).isEqualTo(1);
        assertThat(task.at("/used/tokens").asInt()).isEqualTo(1);
        assertThat(task.at("/used/sums/amount").asText()).isEqualTo("420");
        assertThat(task.at("/left/max_calls").asInt()).isEqualTo(4);
        assertThat(task.at("/left/sum/amount").asInt()).isEqualTo(480);
        assertThat(task.path("expiresAt").asText()).isNotEmpty();
        assertThat(get(ada, TASKS + "?ended=true")).isEmpty();

        realm.tasks(login(ada)).revoke(Scene.taskId(token), "enough").expect(200);
        assertThat(get(ada, TASKS)).isEmpty();
        assertThat(get(ada, TASKS + "?ended=true").path(0).path("endReason").asText())
                .isEqualTo("enough");
    }

    @Test
    void whatTheRecordAllowsIsLeftForAllTasksTogether() {
        Person ada = person();
        TestAgent agent = scene.agent(
                "metered-" + names++,
                spec -> scene.forEverybody(spec)
                        .json(json ->
                                json.withObject("/ceiling").putObject("limits").put("maxCalls", 3)));
        TokenAnswer one = task(agent, ada, "");
        TokenAnswer other = task(agent, ada, "");
        erp.decide(one, "invoices.list", Map.of());
        erp.decide(other, "invoices.list", Map.of());
        for (JsonNode task : get(ada, TASKS + "?max=2")) {
            assertThat(task.at("/used/calls").asInt()).isEqualTo(1);
            assertThat(task.at("/left/max_calls").asInt()).isEqualTo(1);
        }
        assertThat(get(ada, TASKS + "?first=1")).hasSize(1);
    }

    @Test
    void aPersonStopsOneAgentOrAll() {
        Person ada = person();
        TestAgent first = agent();
        TestAgent second = agent();
        TokenAnswer ofFirst = task(first, ada, "");
        TokenAnswer again = task(first, ada, "");
        TokenAnswer ofSecond = task(second, ada, "");
        TokenAnswer ofBob = task(first, scene.bob, "");

        JsonNode ended = post(ada, TASKS + "/revoke?agent=" + first.clientId())
                .expect(200)
                .json();
        assertThat(ended.path("tasksEnded").asInt()).isEqualTo(2);
        assertThat(ended.path("tokensEnded").asInt()).isEqualTo(2);
        assertThat(scene.active(ofFirst)).isFalse();
        assertThat(scene.active(again)).isFalse();
        assertThat(scene.active(ofSecond)).isTrue();

        assertThat(post(ada, TASKS + "/revoke")
                        .expect(200)
                        .json()
                        .path("tasksEnded")
                        .asInt())
                .isEqualTo(1);
        assertThat(scene.active(ofSecond)).isFalse();
        assertThat(scene.active(ofBob)).as("another person's").isTrue();
        assertThat(realm.audit("type=agent.task.ended.v1&principal=" + ada.username()))
                .hasSize(3)
                .allSatisfy(record ->
                        assertThat(record.at("/data/actor/sub").asText()).isEqualTo(ada.id()));
    }

    @Test
    void whatWasHandedDownStopsWithTheAgentThatHandedIt() {
        Person ada = person();
        TestAgent helper = agent();
        TestAgent head =
                scene.agent("head-" + names++, spec -> scene.forEverybody(spec).delegates(helper.clientId()));
        TokenAnswer token = task(head, ada, "'delegation':{'allowed_delegates':['" + helper.clientId() + "']}");
        TokenAnswer handed =
                head.exchange(token.accessToken()).audience(helper.clientId()).token();
        TokenAnswer below = helper.exchange(handed.accessToken()).token();

        JsonNode task = get(ada, TASKS + "?agent=" + helper.id()).get(0);
        assertThat(task.path("askedBy").toString()).isEqualTo("[\"" + head.clientId() + "\"]");
        assertThat(post(ada, TASKS + "/revoke?agent=" + head.id())
                        .expect(200)
                        .json()
                        .path("tasksEnded")
                        .asInt())
                .isEqualTo(2);
        assertThat(scene.active(below)).isFalse();
    }

    @Test
    void whatStandsStillShowsWhetherThePersonMayLetItGoOn() {
        Person ada = person();
        TokenAnswer own = task(agent(), ada, "'purpose':'mine'");
        TokenAnswer admins = task(agent(), ada, "'purpose':'theirs'");
        realm.tasks(login(ada)).suspend(Scene.taskId(own)).expect(200);
        realm.admin()
                .post("/agents/tasks/" + Scene.taskId(admins) + "/suspend", Map.of())
                .expect(200);
        for (JsonNode task : get(ada, TASKS)) {
            assertThat(task.path("state").asText()).isEqualTo("suspended");
            boolean may = task.path("mayResume").asBoolean();
            assertThat(may).isEqualTo("mine".equals(task.path("purpose").asText()));
            assertThat(realm.tasks(login(ada)).resume(task.path("id").asText()).status())
                    .isEqualTo(may ? 200 : 403);
        }
    }

    @Test
    void theHistoryTellsWhatWasDoneWithoutTheNamesAndWordsOfOthers() {
        Person ada = person();
        TestAgent agent = agent();
        TokenAnswer token = task(agent, ada, "'actions':['invoices.read']");
        erp.decide(token, "invoices.read", Map.of());
        erp.decide(token, "invoices.read", Map.of());
        erp.decide(token, "invoices.list", Map.of());
        realm.admin()
                .post("/agents/tasks/" + Scene.taskId(token) + "/revoke", Map.of("reason", "words of an administrator"))
                .expect(200);
        realm.call("PUT", "/agents/me/blocks/" + agent.id(), "", login(ada)).expect(200);
        realm.admin()
                .put(agent.path("/blocks/" + ada.id()), Map.of("reason", "more words"))
                .expect(200);

        JsonNode answer = get(ada, HISTORY);
        List<String> told = new ArrayList<>();
        answer.path("lines")
                .forEach(line -> told.add(
                        line.path("what").asText() + " " + line.path("by").asText()));
        assertThat(told)
                .containsExactly(
                        "blocked other",
                        "blocked you",
                        "ended other",
                        "call_refused agent",
                        "called agent",
                        "called agent",
                        "began agent");
        assertThat(answer.toString()).doesNotContain("words", "admin");
        JsonNode refused = answer.path("lines").get(3);
        assertThat(refused.path("action").asText()).isEqualTo("invoices.list");
        assertThat(refused.path("reason").asText()).isEqualTo("out_of_authority");
        assertThat(refused.path("targetName").asText()).isEqualTo("Invoices of the company");
        assertThat(answer.path("next").isNull()).isTrue();
        assertThat(realm.audit("type=agent.audit.read.v1&actor=" + ada.username()))
                .as("a look at one's own history")
                .isEmpty();

        JsonNode page = get(ada, HISTORY + "?max=3");
        assertThat(page.path("lines")).hasSize(3);
        JsonNode next = get(ada, HISTORY + "?max=3&before=" + page.path("next").asLong());
        assertThat(next.path("lines").get(0)).isEqualTo(answer.path("lines").get(3));
        assertThat(get(ada, HISTORY + "?agent=" + agent.clientId() + "&task=" + Scene.taskId(token))
                        .path("lines"))
                .hasSize(5);
    }

    @Test
    void anAdministratorInAPersonsSessionIsRecordedAsOneWhoReads() {
        Person ada = person();
        TokenAnswer token = task(agent(), ada, "");
        Answer begun = realm.admin()
                .post("/users/" + ada.id() + "/impersonation", Map.of())
                .expect(200);
        String inTheirSession = scene.other
                .tokenRequest(Form.of("grant_type", "authorization_code")
                        .and("code", new Browser(realm, begun).code("other-app", "openid"))
                        .and("redirect_uri", Browser.REDIRECT))
                .token()
                .accessToken();
        realm.call("GET", HISTORY, "", inTheirSession).expect(200);
        realm.call("POST", TASKS + "/revoke", "", inTheirSession).expect(200);

        assertThat(scene.active(token)).isFalse();
        assertThat(realm.audit("type=agent.audit.read.v1&actorKind=admin_impersonation&actor=" + ada.username()))
                .hasSize(1);
        assertThat(get(ada, HISTORY).at("/lines/0/by").asText()).isEqualTo("in_your_session");
    }

    @Test
    void nothingOfAnybodyElseIsThere() {
        TestAgent agent = agent();
        TokenAnswer ofBob = task(agent, scene.bob, "'purpose':'of bob'");
        Person eve = person();

        for (String path : List.of(
                TASKS,
                TASKS + "?ended=true",
                TASKS + "?agent=" + agent.id(),
                HISTORY,
                HISTORY + "?agent=" + agent.id(),
                HISTORY + "?task=" + Scene.taskId(ofBob))) {
            assertThat(get(eve, path).toString()).doesNotContain(agent.clientId(), "of bob", scene.bob.id());
        }
        Answer foreign = post(eve, TASKS + "/revoke?agent=" + agent.clientId()).expect(200);
        assertThat(foreign.body())
                .isEqualTo(post(eve, TASKS + "/revoke?agent=no-such-agent")
                        .expect(200)
                        .body());
        post(eve, TASKS + "/revoke").expect(200);
        Answer one = realm.tasks(login(eve)).revoke(Scene.taskId(ofBob), "mine now");
        assertThat(one.status()).isEqualTo(404);
        assertThat(one.body())
                .isEqualTo(realm.tasks(login(eve)).revoke("tsk_nothing", "").body());
        assertThat(scene.active(ofBob)).isTrue();
        for (String bad : List.of(
                TASKS + "?max=-1",
                TASKS + "?first=x",
                TASKS + "?ended=maybe",
                HISTORY + "?before=x",
                HISTORY + "?max=x")) {
            assertThat(realm.call("GET", bad, "", login(eve)).status()).as(bad).isEqualTo(400);
        }
    }

    @Test
    void onlyThePersonsOwnAccountTokenOpensIt() {
        Person ada = person();
        TestAgent agent = agent();
        TokenAnswer delegated = task(agent, ada, "");
        App narrow = narrowApp("narrow", "view-profile");
        App elsewhere = narrowApp("elsewhere", "");
        String good = login(ada);

        for (String token : List.of(
                "",
                delegated.accessToken(),
                agent.actorToken().accessToken(),
                scene.erp.serviceToken().accessToken(),
                elsewhere.login(ada).accessToken())) {
            for (String path : List.of(TASKS, HISTORY)) {
                assertThat(realm.call("GET", path, "", token).status()).isEqualTo(401);
            }
            assertThat(realm.call("POST", TASKS + "/revoke", "", token).status())
                    .isEqualTo(401);
        }
        String reading = narrow.login(ada).accessToken();
        assertThat(realm.call("GET", TASKS, "", reading).expect(200).json()).hasSize(1);
        assertThat(realm.call("POST", TASKS + "/revoke", "", reading).status()).isEqualTo(403);
        assertThat(scene.active(delegated)).isTrue();

        realm.setEnabled(ada, false);
        assertThat(realm.call("GET", TASKS, "", good).status()).isEqualTo(401);
        assertThat(realm.call("GET", HISTORY, "", good).status()).isEqualTo(401);
        assertThat(realm.call("POST", TASKS + "/revoke", "", good).status()).isEqualTo(401);
    }

    /** An app whose tokens hold at most one role of the account. */
    private App narrowApp(String clientId, String role) {
        App app = realm.confidentialApp(clientId);
        realm.admin()
                .put("/clients/" + app.id(), Map.of("clientId", clientId, "fullScopeAllowed", false))
                .expect(204);
        if (!role.isEmpty()) {
            String account = realm.clientUuid("account");
            JsonNode known = realm.admin()
                    .get("/clients/" + account + "/roles/" + role)
                    .expect(200)
                    .json();
            realm.admin()
                    .post("/clients/" + app.id() + "/scope-mappings/clients/" + account, List.of(known))
                    .expect(204);
        }
        return app;
    }

    private Person person() {
        return realm.person("ada-" + names++);
    }

    /** An agent of alice that may work for everybody. */
    private TestAgent agent() {
        return scene.agent("everybodys-" + names++, scene::forEverybody);
    }

    private TokenAnswer task(TestAgent agent, Person person, String members) {
        return agent.exchange(
                        scene.portal.login(person, Scene.READ, Scene.WRITE).accessToken())
                .audience("erp-api")
                .authorizationDetails(Scene.details(members).toString())
                .token();
    }

    private String login(Person person) {
        return scene.other.login(person).accessToken();
    }

    private JsonNode get(Person person, String path) {
        // An administrator's look hurries the sealing of what was written before.
        realm.audit("max=1");
        return realm.call("GET", path, "", login(person)).expect(200).json();
    }

    private Answer post(Person person, String path) {
        return realm.call("POST", path, "", login(person));
    }
}
