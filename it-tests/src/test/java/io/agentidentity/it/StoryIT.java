package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.AccessApi;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Form;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** From one id, name or span of time a reviewer gets to everything that happened. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoryIT {

    private static final String HAND_DOWN =
            "[{\"type\":\"agent_task\",\"purpose\":\"pay the bills\",\"delegation\":{\"allowed_delegates\":[\"helper\"]}}]";

    private final TestRealm realm;
    private final Scene scene;
    private final TestAgent head;
    private final TestAgent helper;
    private final TokenAnswer login;
    private final TokenAnswer token;
    private final TokenAnswer handed;
    private final TokenAnswer child;
    private final String decision;

    /** A task of alice's, work handed down from it, and calls of both agents. */
    StoryIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
        head = scene.agent("head", spec -> spec.delegates("helper"));
        helper = scene.agent("helper", spec -> spec);
        login = scene.login();
        token = head.exchange(login.accessToken())
                .audience("erp-api")
                .scope(Scene.READ)
                .authorizationDetails(HAND_DOWN)
                .token();
        handed = head.exchange(token.accessToken())
                .audience("helper")
                .scope(Scene.READ)
                .token();
        child = helper.exchange(handed.accessToken()).token();
        AccessApi access = AccessApi.of(scene.erp);
        decision = access.decide(child, "invoices.list", Map.of())
                .at("/context/decision_id")
                .asText();
        access.decide(token, "invoices.delete", Map.of());
    }

    private static String jti(TokenAnswer token) {
        return token.claims().path("jti").asText();
    }

    private JsonNode get(String path) {
        return realm.admin().get("/agents/audit" + path).expect(200).json();
    }

    @Test
    void eachThingThatARecordNamesLeadsToIt() {
        String txn = token.claims().path("txn").asText();
        JsonNode record = realm.audit("decision=" + decision);
        assertThat(record).hasSize(1);
        long place = record.at("/0/data/integrity/sequence").asLong();
        for (String query : List.of(
                "jti=" + jti(child),
                "task=" + Scene.taskId(child),
                "txn=" + txn,
                "actor=helper",
                "agent=helper",
                "agent=" + helper.id(),
                "principal=alice",
                "owner=" + scene.alice.id(),
                "action=invoices.list",
                "resource=erp-api",
                "type=agent.call.decided.v1",
                "actorKind=delegated_agent",
                "outcome=permitted",
                "from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z",
                "txn=" + txn + "&type=agent.call.decided.v1&outcome=permitted&action=invoices.list")) {
            assertThat(places(realm.audit(query + "&max=1000"))).as(query).contains(place);
        }
        assertThat(realm.audit("txn=" + txn + "&type=agent.call.decided.v1")).hasSize(2);
        scene.myAgents(scene.alice)
                .suspend(scene.agent("stopped", spec -> spec))
                .expect(200);
        assertThat(realm.audit("actor=alice").findValuesAsText("type")).containsExactly("agent.suspended.v1");
        assertThat(realm.audit("parentJti=" + jti(login) + "&type=agent.token.issued.v1"))
                .hasSize(1);
        assertThat(realm.audit("clientKey=" + head.key().thumbprint())).hasSize(2);
        for (String query : List.of(
                "jti=" + jti(child) + "&outcome=refused",
                "decision=" + decision + "&agent=head",
                "agent=nobody",
                "decision=" + decision + "&from=2100-01-01T00:00:00Z",
                "task=" + Scene.taskId(child) + "&to=2020-01-01T00:00:00Z")) {
            assertThat(realm.audit(query)).as(query).isEmpty();
        }
    }

    @Test
    void pagesGoOnWhereTheLastOneEndedWhateverIsWrittenMeanwhile() {
        TestAgent busy = scene.agent("busy", spec -> spec);
        for (int i = 0; i < 6; i++) {
            busy.actorToken();
        }
        for (String order : List.of("desc", "asc")) {
            List<Long> all = places(realm.audit("agent=busy&max=1000&order=" + order));
            List<Long> paged = new ArrayList<>();
            String query = "?agent=busy&max=2&order=" + order;
            while (query != null) {
                Answer page = realm.admin().get("/agents/audit" + query).expect(200);
                paged.addAll(places(page.json()));
                busy.actorToken();
                query = page.header("Link")
                        .map(link -> link.substring(1, link.indexOf('>')))
                        .filter(next -> paged.size() < all.size())
                        .orElse(null);
            }
            List<Long> sorted = new ArrayList<>(paged);
            Collections.sort(sorted);
            if (order.equals("desc")) {
                Collections.reverse(sorted);
            }
            assertThat(paged).isEqualTo(sorted);
            assertThat(new HashSet<>(paged)).hasSameSizeAs(paged).containsAll(all);
        }
        long place = places(realm.audit("agent=busy&order=asc")).get(2);
        assertThat(places(realm.audit("agent=busy&after=" + place)))
                .doesNotContain(place)
                .isNotEmpty();
        assertThat(places(realm.audit("agent=busy&before=" + place))).hasSize(2);
        assertThat(get("/count?agent=busy&before=" + place).asInt()).isEqualTo(2);
        assertThat(realm.admin()
                        .get("/agents/audit?agent=busy&max=1&note=%7Bx%7D%0d%0aA:b")
                        .expect(200)
                        .header("Link"))
                .hasValueSatisfying(link -> assertThat(link).startsWith("<?").endsWith(">; rel=\"next\""));
        for (String wrong : List.of("order=up", "after=x", "before=-1", "first=1&after=1", "to=tomorrow")) {
            assertThat(realm.admin().get("/agents/audit?" + wrong).status())
                    .as(wrong)
                    .isEqualTo(400);
        }
    }

    private static List<Long> places(JsonNode records) {
        List<Long> places = new ArrayList<>();
        records.forEach(
                record -> places.add(record.at("/data/integrity/sequence").asLong()));
        return places;
    }

    @Test
    void aTaskIsToldFromTheLoginToItsEndWithWhatWasHandedDown() {
        JsonNode story = get("/tasks/" + Scene.taskId(token));
        assertThat(story.at("/task/agent").asText()).isEqualTo("head");
        assertThat(story.at("/task/principal/name").asText()).isEqualTo("alice");
        assertThat(story.at("/task/purpose").asText()).isEqualTo("pay the bills");
        assertThat(story.at("/task/parentId").isNull()).isTrue();
        assertThat(story.at("/task/login/clientId").asText()).isEqualTo("portal");
        assertThat(story.at("/task/login/authenticatedAt").asText())
                .isEqualTo(
                        Instant.ofEpochSecond(token.claims().path("auth_time").asLong())
                                .toString());
        assertThat(story.path("tasks")).hasSize(1);
        assertThat(story.at("/tasks/0/id").asText()).isEqualTo(Scene.taskId(child));
        assertThat(story.at("/tasks/0/parentId").asText()).isEqualTo(Scene.taskId(token));
        assertThat(story.at("/tasks/0/depth").asInt()).isEqualTo(2);
        assertThat(story.at("/tasks/0/agent").asText()).isEqualTo("helper");
        assertThat(story.path("alive").asBoolean()).isTrue();
        assertThat(story.at("/counts/callsPermitted").asInt()).isEqualTo(1);
        assertThat(story.at("/counts/callsRefused").asInt()).isEqualTo(1);
        assertThat(story.at("/counts/tokens").asInt()).isEqualTo(3);
        assertThat(story.path("timeline").findValuesAsText("summary"))
                .containsExactly(
                        "head began a task and got a token for erp-api (invoices:read) for alice",
                        "head handed work down to helper (invoices:read) for alice",
                        "helper, asked by head got a token for erp-api (invoices:read) for alice",
                        "helper, asked by head asked for invoices.list at erp-api for alice: permitted",
                        "head asked for invoices.delete at erp-api for alice: refused, out_of_authority");
        assertThat(story.path("next").isNull()).isTrue();

        JsonNode page = get("/tasks/" + Scene.taskId(token) + "?max=2");
        assertThat(page.path("timeline")).hasSize(2);
        JsonNode rest = get(
                "/tasks/" + Scene.taskId(token) + "?after=" + page.path("next").asLong());
        assertThat(rest.path("timeline")).hasSize(3);
        JsonNode below = get("/tasks/" + Scene.taskId(child));
        assertThat(below.at("/task/parentId").asText()).isEqualTo(Scene.taskId(token));
        assertThat(below.path("tasks")).isEmpty();
        assertThat(below.path("timeline")).hasSize(3);
        assertThat(realm.admin().get("/agents/audit/tasks/tsk_none").status()).isEqualTo(404);
    }

    @Test
    void theEndOfATaskIsPartOfItsStory() {
        TokenAnswer short_ = scene.exchange()
                .authorizationDetails("[{\"type\":\"agent_task\"}]")
                .token();
        realm.admin()
                .post("/agents/tasks/" + Scene.taskId(short_) + "/revoke", Map.of("reason", "not needed"))
                .expect(200);
        JsonNode story = get("/tasks/" + Scene.taskId(short_));
        assertThat(story.path("alive").asBoolean()).isFalse();
        assertThat(story.at("/task/state").asText()).isEqualTo("revoked");
        assertThat(story.at("/timeline/1/actorKind").asText()).isEqualTo("person");
        assertThat(story.at("/timeline/1/summary").asText())
                .endsWith("ended the task of ap-clerk for alice, which is revoked: not needed");
        assertThat(Instant.parse(story.path("lastTokenExpiresAt").asText()).truncatedTo(ChronoUnit.SECONDS))
                .isEqualTo(Instant.ofEpochSecond(short_.claims().path("exp").asLong()));
    }

    @Test
    void anySearchIsToldInSentences() {
        JsonNode lines = get("/story?txn=" + token.claims().path("txn").asText() + "&outcome=refused");
        assertThat(lines.findValuesAsText("summary"))
                .containsExactly("head asked for invoices.delete at erp-api for alice: refused, out_of_authority");
        lines = get("/story?task=" + Scene.taskId(child));
        assertThat(lines.at("/0/summary").asText())
                .isEqualTo("head handed work down to helper (invoices:read) for alice");
        assertThat(lines.at("/1/chain").toString()).isEqualTo("[\"helper\",\"head\"]");
    }

    @Test
    void aTokenLeadsToWhatItStemsFromAndWhatCameOfIt() {
        JsonNode reach = get("/tokens/" + jti(token));
        assertThat(reach.at("/token/kind").asText()).isEqualTo("task");
        assertThat(reach.at("/token/alive").asBoolean()).isTrue();
        assertThat(Instant.parse(reach.at("/token/expiresAt").asText()))
                .isEqualTo(Instant.ofEpochSecond(token.claims().path("exp").asLong()));
        assertThat(reach.path("origin").findValuesAsText("jti")).containsExactly(jti(login));
        assertThat(reach.at("/origin/0/kind").asText()).isEqualTo("person");
        assertThat(reach.path("derived").findValuesAsText("jti")).containsExactly(jti(handed), jti(child));
        assertThat(reach.at("/reach/audiences").toString()).isEqualTo("[\"erp-api\",\"helper\"]");
        assertThat(reach.at("/reach/scopes").toString()).isEqualTo("[\"invoices:read\"]");
        assertThat(reach.at("/reach/tasks")).hasSize(2);
        assertThat(reach.at("/done/callsPermitted").asInt()).isEqualTo(1);
        assertThat(reach.at("/done/callsRefused").asInt()).isEqualTo(1);
        assertThat(reach.at("/alive/tasks")).hasSize(2);

        JsonNode last = get("/tokens/" + jti(child));
        assertThat(last.path("origin").findValuesAsText("jti")).containsExactly(jti(handed), jti(token), jti(login));
        JsonNode persons = get("/tokens/" + jti(login));
        assertThat(persons.at("/token/kind").asText()).isEqualTo("person");
        assertThat(persons.path("derived").findValuesAsText("jti"))
                .containsExactly(jti(token), jti(handed), jti(child));
        assertThat(realm.admin().get("/agents/audit/tokens/onrtte:none").status())
                .isEqualTo(404);
    }

    @Test
    void whatWasRevokedIsAliveNoMore() {
        TestAgent agent = scene.agent("revoking", spec -> spec);
        TokenAnswer first =
                agent.exchange(scene.login().accessToken()).audience("erp-api").token();
        TokenAnswer next = agent.exchange(first.accessToken()).token();
        assertThat(get("/tokens/" + jti(first)).at("/alive/tokens")).hasSize(2);
        realm.post(
                "/protocol/openid-connect/revoke",
                agent.authenticated(Form.of("token", first.accessToken())),
                Map.of());
        JsonNode reach = get("/tokens/" + jti(first));
        assertThat(reach.at("/token/revoked").asBoolean()).isTrue();
        assertThat(reach.at("/alive/tokens")).isEmpty();
        assertThat(reach.path("derived").findValuesAsText("jti")).containsExactly(jti(next));
        assertThat(reach.at("/alive/tasks")).hasSize(1);
        assertThat(reach.at("/alive/tasksEndAt").isTextual()).isTrue();
        agent.suspend("leaked").expect(200);
        assertThat(get("/tokens/" + jti(first)).at("/alive/tasks")).isEmpty();
    }

    @Test
    void aKeyLeadsToAllTokensThatAreBoundToItOrWereGotWithIt() {
        JsonNode reach = get("/used-keys/" + head.key().thumbprint());
        assertThat(reach.path("authenticated").findValuesAsText("jti")).containsExactly(jti(token), jti(handed));
        assertThat(reach.path("derived").findValuesAsText("jti")).containsExactly(jti(child));
        assertThat(reach.path("bound")).isEmpty();
        assertThat(reach.at("/reach/audiences").toString()).contains("erp-api");

        TestAgent bound = scene.agent("bound", spec -> spec);
        String proof = bound.key().proof("POST", realm.issuer() + "/protocol/openid-connect/token");
        TokenAnswer withKey = bound.exchange(scene.login().accessToken())
                .audience("erp-api")
                .header("DPoP", proof)
                .token();
        reach = get("/used-keys/" + bound.key().thumbprint());
        assertThat(reach.path("bound").findValuesAsText("jti")).containsExactly(jti(withKey));
        assertThat(reach.at("/bound/0/boundKey").asText()).isEqualTo(bound.key().thumbprint());
        assertThat(realm.admin().get("/agents/audit/used-keys/none").status()).isEqualTo(404);
    }

    @Test
    void exportsInEachFormatHaveTheSameRecordsAndGoOnWhereTheyEnded() {
        String filter = "&task=" + Scene.taskId(token) + "&order=asc";
        JsonNode records = realm.audit(filter.substring(1));
        for (String format : List.of("cloudevents", "ocsf", "ecs")) {
            Answer answer = realm.admin()
                    .get("/agents/audit/export?format=" + format + filter)
                    .expect(200);
            List<JsonNode> lines = answer.body().lines().map(Json::parse).toList();
            assertThat(lines).as(format).hasSize(records.size());
            String place = format.equals("cloudevents")
                    ? "/data/integrity/sequence"
                    : format.equals("ocsf") ? "/metadata/sequence" : "/event/sequence";
            assertThat(lines.stream().map(line -> line.at(place).asLong()).toList())
                    .as(format)
                    .isEqualTo(places(records));
        }
        Answer csv =
                realm.admin().get("/agents/audit/export?format=csv" + filter).expect(200);
        assertThat(csv.header("Content-Type").orElseThrow()).startsWith("text/csv");
        assertThat(csv.body().lines()).hasSize(records.size() + 1);
        Answer cef =
                realm.admin().get("/agents/audit/export?format=cef" + filter).expect(200);
        assertThat(cef.body().lines())
                .hasSize(records.size())
                .allSatisfy(line -> assertThat(line).startsWith("CEF:0|"));

        Answer all = realm.admin().get("/agents/audit/export?format=ecs").expect(200);
        String last = all.header("Agent-Audit-Last-Sequence").orElseThrow();
        TokenAnswer later = scene.exchange().token();
        Answer rest = realm.admin()
                .get("/agents/audit/export?format=ecs&type=agent.token.issued.v1&after=" + last)
                .expect(200);
        assertThat(rest.body()).contains(jti(later)).doesNotContain(jti(token));
        assertThat(realm.admin().get("/agents/audit/export?format=xml").status())
                .isEqualTo(400);
        assertThat(realm.admin().get("/agents/audit/export?order=desc").status())
                .isEqualTo(400);
    }

    @Test
    void whoReadsTheRecordIsRecordedWithWhatTheyAskedFor() {
        String reviewer = realm.adminUser("reviewer", "view-agents")
                .get("/agents/audit?jti=" + jti(token))
                .expect(200)
                .body();
        assertThat(reviewer).contains(jti(token));
        JsonNode read = realm.audit("type=agent.audit.read.v1&max=1000");
        JsonNode mine = null;
        for (JsonNode one : read) {
            if (jti(token).equals(one.at("/data/query/jti").asText())) {
                mine = one;
            }
        }
        assertThat(mine).isNotNull();
        assertThat(mine.at("/data/rows").asInt()).isEqualTo(Json.parse(reviewer).size());
        assertThat(mine.at("/data/actor_kind").asText()).isEqualTo("person");
        assertThat(mine.at("/data/action/name").asText()).isEqualTo("search");
        realm.admin().get("/agents/audit/export?format=cef&outcome=refused").expect(200);
        JsonNode exported = realm.audit("type=agent.audit.exported.v1&action=cef");
        assertThat(exported.at("/0/data/query/outcome").asText()).isEqualTo("refused");
    }
}
