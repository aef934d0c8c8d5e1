package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.AdminApi;
import io.agentidentity.it.realm.AgentKey;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.Person;
import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Agents that are kept as code: put by client id, patched, exported and imported. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgentCodeIT {

    private static final List<String> MOVING = List.of("version", "updatedAt");

    private final Scene scene;
    private final TestRealm realm;
    private final Realms realms;
    private final AdminApi admin;

    AgentCodeIT(TestRealm realm, Realms realms) {
        this.realm = realm;
        this.realms = realms;
        scene = furnished(realm);
        admin = realm.admin();
    }

    /** A realm with everything in it that the fullest record names. */
    private static Scene furnished(TestRealm realm) {
        Scene scene = new Scene(realm);
        realm.admin().post("/groups", Map.of("name", "treasury")).expect(201);
        scene.erp.createRole("clerk");
        return scene;
    }

    /** A record with every member, and with texts that mean something else in YAML. */
    private ObjectNode full(String clientId) {
        ObjectNode record = Json.object()
                .put("clientId", clientId)
                .put("name", "yes: #1 - 'quoted' \"twice\" ü")
                .put("description", "null")
                .put("purpose", "0123")
                .put("environment", "production")
                .put("owner", "alice")
                .put("expiresAt", "2040-01-31T12:00:00.123Z");
        record.putArray("sponsors")
                .add(Json.of(Map.of("type", "user", "id", "bob")))
                .add(Json.of(Map.of("type", "group", "id", "/treasury")));
        record.putObject("credential")
                .put("type", "private_key_jwt")
                .putObject("jwks")
                .putArray("keys")
                .add(AgentKey.generate().publicJwk());
        record.putObject("delegation")
                .put("rule", "group")
                .put("group", "/treasury")
                .putArray("apps")
                .add("portal");
        ObjectNode ceiling = record.putObject("ceiling")
                .put("taskSeconds", 600)
                .put("tokenSeconds", 60)
                .put("chainDepth", 2)
                .put("concurrentTasks", 7);
        ceiling.putArray("scopes").add(Scene.READ).add(Scene.WRITE);
        ceiling.putArray("targets").add("erp-api").add(Scene.MCP);
        ceiling.putArray("roles").add("erp-api:clerk");
        ceiling.putArray("actions").add("invoices.list");
        ceiling.putArray("delegates").add("ap-clerk");
        ceiling.putObject("limits").put("maxTokens", 50).putObject("sum").put("amount", 2000.5);
        ObjectNode autonomous = record.putObject("autonomous");
        autonomous.putArray("scopes").add(Scene.READ);
        autonomous.putArray("targets").add("erp-api");
        autonomous.putArray("actions").add("invoices.sync");
        record.putObject("strictness")
                .put("actorToken", true)
                .put("senderConstraint", false)
                .put("details", true)
                .put("purpose", true)
                .put("endOnLogout", true);
        ObjectNode facts = record.putObject("facts")
                .put("vendor", "Acme")
                .put("model", "~")
                .put("framework", "1e3")
                .put("version", "1.0")
                .put("contact", "- x");
        facts.putArray("labels").add("accounting").add("eu");
        facts.putArray("protocols").addObject().put("name", "mcp").put("url", "https://mcp.example/x");
        return record;
    }

    private Answer put(ObjectNode record) {
        return admin.put("/agents/by-client-id/" + record.path("clientId").asText(), record);
    }

    private JsonNode record(String id) {
        return admin.get("/agents/" + id).expect(200).json();
    }

    @Test
    void thatSamePutChangesNothingAndAnotherOneDoes() {
        ObjectNode record = full("put/by:client-id");
        String id = put(record).createdId();
        JsonNode made = record(id);

        JsonNode again = put(record).expect(200).json();

        assertThat(again).isEqualTo(made);
        assertThat(put((ObjectNode) made).expect(200).json().path("version")).isEqualTo(made.path("version"));
        assertThat(put(record.put("purpose", "other"))
                        .expect(200)
                        .json()
                        .path("version")
                        .asInt())
                .isGreaterThan(made.path("version").asInt());
    }

    @Test
    void aPutMustMeanTheClientThatItsAddressNames() {
        Answer answer = admin.put("/agents/by-client-id/one", full("two"));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(message(answer)).contains("clientId");
        assertThat(put(full("portal")).status()).isEqualTo(409);
    }

    @Test
    void aPatchOfOneMemberLeavesAllOthersAlone() {
        String id = put(full("patched")).createdId();
        List<Map<String, Object>> patches = List.of(
                Map.of("name", "n"),
                Map.of("description", "d"),
                Map.of("purpose", "p"),
                Map.of("expiresAt", "2041-01-01T00:00:00Z"),
                Map.of("sponsors", List.of(Map.of("type", "user", "id", scene.bob.id()))),
                Map.of("delegation", Map.of("apps", List.of("other-app"))),
                Map.of("delegation", Map.of("apps", List.of())),
                Map.of("ceiling", Map.of("scopes", List.of(Scene.READ))),
                Map.of("ceiling", Map.of("targets", List.of("erp-api"))),
                Map.of("ceiling", Map.of("roles", List.of())),
                Map.of("ceiling", Map.of("actions", List.of("invoices.read"))),
                Map.of("ceiling", Map.of("taskSeconds", 60)),
                Map.of("ceiling", Map.of("concurrentTasks", 3)),
                Map.of("ceiling", Map.of("limits", Map.of("sum", Map.of("amount", 1.5)))),
                Map.of("autonomous", Map.of("scopes", List.of())),
                Map.of("ceiling", Map.of("delegates", List.of())),
                Map.of("strictness", Map.of("details", false)),
                Map.of("strictness", Map.of("senderConstraint", true)),
                Map.of("facts", Map.of("vendor", "v")),
                Map.of("facts", Map.of("labels", List.of("eu"))),
                Map.of("facts", Map.of("protocols", List.of())));
        Random random = new Random(7);
        for (int i = 0; i < 40; i++) {
            Map<String, Object> patch = patches.get(random.nextInt(patches.size()));
            ObjectNode expected = (ObjectNode) record(id);
            merge(expected, Json.of(patch));

            ObjectNode after =
                    (ObjectNode) admin.patch("/agents/" + id, patch).expect(200).json();

            assertThat(settled(after)).as("%s", patch).isEqualTo(settled(expected));
        }
    }

    @Test
    void anEmptyPatchChangesNothing() {
        String id = put(full("unpatched")).createdId();
        JsonNode before = record(id);
        assertThat(admin.patch("/agents/" + id, "{}").expect(200).json()).isEqualTo(before);
        assertThat(record(id)).isEqualTo(before);
    }

    @Test
    void aChangeOfSponsorsAloneIsAChangeToo() {
        String id = put(full("sponsored")).createdId();
        int version = record(id).path("version").asInt();
        admin.patch("/agents/" + id, Map.of("sponsors", List.of(), "version", version))
                .expect(200);
        assertThat(admin.patch("/agents/" + id, Map.of("sponsors", List.of(), "version", version))
                        .status())
                .isEqualTo(409);
    }

    @Test
    void ofWritesAtTheSameVersionExactlyOneWins() throws Exception {
        String id = put(full("raced")).createdId();
        ObjectNode read = (ObjectNode) record(id);
        List<Answer> answers =
                atOnce(8, i -> admin.put("/agents/" + id, read.deepCopy().put("purpose", "writer " + i)));
        assertThat(answers.stream().map(Answer::status)).containsOnly(200, 409).containsOnlyOnce(200);
    }

    @Test
    void ofSponsorsWrittenAtTheSameVersionExactlyOneSetWins() throws Exception {
        String id = put(full("raced-sponsors")).createdId();
        int version = record(id).path("version").asInt();
        List<Person> people = IntStream.range(0, 6)
                .mapToObj(i -> realm.person("sponsor-" + i))
                .toList();
        List<Answer> answers = atOnce(
                people.size(),
                i -> admin.patch(
                        "/agents/" + id,
                        Map.of(
                                "version",
                                version,
                                "sponsors",
                                List.of(Map.of("id", people.get(i).id())))));
        assertThat(answers.stream().map(Answer::status)).containsOnly(200, 409).containsOnlyOnce(200);
        assertThat(record(id).path("sponsors")).hasSize(1);
    }

    @Test
    void patchesOfDifferentMembersAtTheSameTimeAllCount() throws Exception {
        String id = put(full("patched-at-once")).createdId();
        List<Map<String, Object>> patches = List.of(
                Map.of("purpose", "p"),
                Map.of("description", "d"),
                Map.of("ceiling", Map.of("taskSeconds", 61)),
                Map.of("strictness", Map.of("senderConstraint", true)),
                Map.of("facts", Map.of("vendor", "v")));
        ObjectNode expected = (ObjectNode) record(id);
        patches.forEach(patch -> merge(expected, Json.of(patch)));
        atOnce(patches.size(), i -> admin.patch("/agents/" + id, patches.get(i)))
                .forEach(answer -> answer.expect(200));
        assertThat(settled((ObjectNode) record(id))).isEqualTo(settled(expected));
    }

    @Test
    void ofPutsThatMakeTheSameAgentOneMakesIt() throws Exception {
        ObjectNode record = full("made-at-once");
        List<Answer> answers = atOnce(4, i -> put(record));
        assertThat(answers.stream().map(Answer::status)).containsOnlyOnce(201).isSubsetOf(200, 201, 409);
    }

    @ParameterizedTest
    @MethodSource("formats")
    void whatIsExportedIsUnchangedWhenItIsReadBack(String format) {
        put(full("exported"));
        scene.agent("exported-suspended-" + format, spec -> spec)
                .suspend("by test")
                .expect(200);
        Person leaver = realm.person("leaver-" + format);
        scene.agent("orphan-" + format, spec -> spec.owner(leaver));
        realm.setEnabled(leaver, false);
        realm.app("public-" + format);
        ObjectNode withPublicApp = full("with-public-" + format);
        withPublicApp.withObject("/delegation").putArray("apps").add("public-" + format);
        admin.post("/agents?confirmPublicApps=true", withPublicApp).expect(201);
        String document = export(format);

        JsonNode report =
                admin.post("/agents/import?dryRun=true", document).expect(200).json();

        assertThat(report.path("created")).isEmpty();
        assertThat(report.path("updated")).isEmpty();
        assertThat(report.path("errors")).isEmpty();
        assertThat(report.path("ignored")).isEmpty();
        assertThat(strings(report.path("unchanged")))
                .contains("settings", "resource " + Scene.MCP, "agent exported", "agent exported-suspended-" + format);
        assertThat(report.path("dryRun").asBoolean()).isTrue();
    }

    static Stream<String> formats() {
        return Stream.of("json", "yaml");
    }

    @ParameterizedTest
    @MethodSource("formats")
    void anotherRealmBecomesTheSameButForIds(String format) {
        TestRealm from = realms.create("from-" + format);
        furnished(from);
        from.admin().post("/agents", full("travelled")).expect(201);
        TestRealm to = realms.create("to-" + format);
        furnished(to);
        String document = from.admin().get("/agents/export?format=" + format).body();
        assertThat(to.admin().post("/agents/import", document).status())
                .as("alice is another person here")
                .isEqualTo(400);

        to.admin().post("/agents/import?confirmOwners=true", document).expect(200);

        assertThat(withoutIds(to)).isEqualTo(withoutIds(from));
        assertThat(to.admin()
                        .post("/agents/import?confirmOwners=true&dryRun=true", document)
                        .expect(200)
                        .json()
                        .path("updated"))
                .isEmpty();
    }

    private static JsonNode withoutIds(TestRealm realm) {
        ObjectNode document = (ObjectNode)
                realm.admin().get("/agents/export?format=json").expect(200).json();
        document.remove("realm");
        document.path("agents").forEach(agent -> ((ObjectNode) agent.path("owner")).remove("id"));
        return document;
    }

    @Test
    void aDryRunShowsTheDifferenceAndMakesNone() {
        String id = put(full("dry")).createdId();
        JsonNode before = record(id);
        ObjectNode document = exported();
        ObjectNode agent = agent(document, "dry");
        agent.put("purpose", "something else").withObject("/ceiling").put("taskSeconds", 61);
        document.withArray("/agents").add(full("not-made"));

        JsonNode report =
                admin.post("/agents/import?dryRun=true", document).expect(200).json();

        JsonNode updated = report.path("updated").path(0);
        assertThat(updated.path("what").asText()).isEqualTo("agent dry");
        assertThat(strings(updated.path("changes").findValues("member")))
                .containsExactly("ceiling.taskSeconds", "purpose");
        assertThat(updated.at("/changes/0/from").asInt()).isEqualTo(600);
        assertThat(updated.at("/changes/0/to").asInt()).isEqualTo(61);
        assertThat(strings(report.path("created"))).containsExactly("agent not-made");
        assertThat(record(id)).isEqualTo(before);
        assertThat(admin.get("/clients?clientId=not-made").json()).isEmpty();
        assertThat(realm.audit("agent=not-made")).isEmpty();
    }

    @Test
    void aResourceThatChangesIsShownAsItWasAndAsItWillBe() {
        realm.resource("https://moving.example", scene.erp, scene.gateway);
        ObjectNode document = exported();
        for (JsonNode resource : document.path("resources")) {
            if ("https://moving.example".equals(resource.path("uri").asText())) {
                ((ObjectNode) resource).put("clientId", "stranger").putArray("gateways");
            }
        }
        JsonNode changes = admin.post("/agents/import?dryRun=true", document)
                .expect(200)
                .json()
                .at("/updated/0/changes");
        assertThat(strings(changes.findValues("member"))).containsExactly("clientId", "gateways");
        assertThat(changes.at("/0/from").asText()).isEqualTo("erp-api");
        assertThat(changes.at("/0/to").asText()).isEqualTo("stranger");
        assertThat(changes.at("/1/from/0").asText()).isEqualTo("erp-gateway");
    }

    @Test
    void oneBadAgentKeepsEverythingOut() {
        ObjectNode document = document(full("good-one"), full("bad-one"), full("good-two"));
        agent(document, "bad-one").withObject("/ceiling").putArray("scopes").add("no-such-scope");

        Answer answer = admin.post("/agents/import", document);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/errors/0/what").asText()).isEqualTo("agent bad-one");
        assertThat(answer.json().at("/errors/0/error").asText()).contains("no-such-scope");
        assertThat(message(answer)).isNotEmpty();
        for (String clientId : List.of("good-one", "bad-one", "good-two")) {
            assertThat(admin.get("/clients?clientId=" + clientId).json())
                    .as(clientId)
                    .isEmpty();
            assertThat(admin.get("/agents/count?search=" + clientId).body()).isEqualTo("0");
        }
    }

    @Test
    void codeDoesNotUndoASuspensionNorSetARisk() {
        TestAgent agent = scene.agent("kept-suspended", spec -> spec);
        ObjectNode before = exported();
        agent.suspend("by test").expect(200);
        admin.post(agent.path("/risk"), Map.of("level", "high", "reason", "odd"))
                .expect(200);
        agent(before, "kept-suspended")
                .put("status", "active")
                .put("purpose", "by code")
                .putObject("risk")
                .put("level", "low");

        JsonNode report = admin.post("/agents/import", document(agent(before, "kept-suspended")))
                .expect(200)
                .json();

        assertThat(strings(report.at("/ignored/0/members"))).containsExactly("risk", "status");
        assertThat(agent.record().path("status").asText()).isEqualTo("suspended");
        assertThat(agent.record().at("/risk/level").asText()).isEqualTo("high");
        assertThat(agent.record().path("purpose").asText()).isEqualTo("by code");
        assertThat(agent.clientCredentials().status()).isEqualTo(401);
    }

    @Test
    void aUsernameThatMeansSomebodyElseByNowNeedsConfirmation() {
        Person carol = realm.person("carol");
        TestAgent agent = scene.agent("carols", spec -> spec.owner(carol));
        ObjectNode document = document(agent(exported(), "carols"));
        admin.delete("/users/" + carol.id()).expect(204);
        Person namesake = realm.person("carol");

        Answer refused = admin.post("/agents/import", document);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().at("/errors/0/error").asText())
                .contains("carol")
                .contains("confirmOwners");
        assertThat(agent.record().at("/owner/id").asText()).isEqualTo(carol.id());
        admin.post("/agents/import?confirmOwners=true", document).expect(200);
        assertThat(agent.record().at("/owner/id").asText()).isEqualTo(namesake.id());
    }

    @Test
    void aRetiredAgentIsNotExportedAndNotBroughtBack() {
        TestAgent agent = scene.agent("retired", spec -> spec);
        ObjectNode before = document(agent(exported(), "retired"));
        admin.post(agent.path("/retire")).expect(200);

        assertThat(strings(agents(exported()).findValues("clientId"))).doesNotContain("retired");
        Answer answer = admin.post("/agents/import", before);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/errors/0/what").asText()).isEqualTo("agent retired");
    }

    static Stream<Arguments> noDocuments() {
        String bomb = """
                version: 1
                a: &a [x,x,x,x,x,x,x,x,x]
                b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]
                c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]
                agents: [*c,*c,*c,*c,*c,*c,*c,*c,*c]
                """;
        return Stream.of(
                Arguments.of("a bomb", bomb, "YAML"),
                Arguments.of("an alias", "version: 1\nrealm: &r acme\nagents: [*r]\n", "YAML"),
                Arguments.of("a tag", "version: 1\nrealm: !!binary aGk=\n", "tags"),
                Arguments.of("a class", "version: 1\nrealm: !!javax.script.ScriptEngineManager []\n", "tags"),
                Arguments.of("a member twice in YAML", "version: 1\nversion: 1\n", "YAML"),
                Arguments.of("a member twice in JSON", "{\"version\":1,\"version\":1}", "JSON"),
                Arguments.of("two documents", "version: 1\n---\nversion: 1\n", "YAML"),
                Arguments.of("brackets", "version: 1\nagents: " + "[".repeat(20_000), "nested"),
                Arguments.of("brackets in JSON", "{\"version\":1,\"agents\":" + "[".repeat(20_000), "JSON"),
                Arguments.of("a list", "- version: 1\n", "object"),
                Arguments.of("nothing", "", "object"),
                Arguments.of("no version", "agents: []\n", "version"),
                Arguments.of("another version", "version: 2\nagents: []\n", "version"),
                Arguments.of("an unknown member", "version: 1\nagent: []\n", "agent"),
                Arguments.of("agents that are no list", "version: 1\nagents: {}\n", "agents"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("noDocuments")
    void whatIsNoPlainDocumentIsRefused(String what, String text, String named) {
        Answer answer = admin.post("/agents/import", text);
        assertThat(answer.status()).as(what).isEqualTo(400);
        assertThat(message(answer)).as(what).contains(named);
    }

    @Test
    void aSwitchThatIsNeitherOnNorOffIsNotTakenForOff() {
        Answer answer = admin.post("/agents/import?dryRun=yes", document(full("never")));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(message(answer)).contains("dryRun");
        assertThat(admin.get("/clients?clientId=never").json()).isEmpty();
    }

    private String export(String format) {
        return admin.get("/agents/export?format=" + format).expect(200).body();
    }

    private ObjectNode exported() {
        return (ObjectNode) Json.parse(export("json"));
    }

    private static ObjectNode document(ObjectNode... agents) {
        ObjectNode document = Json.object().put("version", 1);
        document.putArray("agents").addAll(List.of(agents));
        return document;
    }

    private static JsonNode agents(JsonNode document) {
        return document.path("agents");
    }

    private static ObjectNode agent(JsonNode document, String clientId) {
        return (ObjectNode) StreamSupport.stream(agents(document).spliterator(), false)
                .filter(agent -> agent.path("clientId").asText().equals(clientId))
                .findFirst()
                .orElseThrow();
    }

    /** RFC 7396, without removals; sponsors are shown with names. */
    private void merge(ObjectNode target, JsonNode patch) {
        patch.properties().forEach(member -> {
            if (member.getValue() instanceof ObjectNode inner) {
                merge(target.withObject("/" + member.getKey()), inner);
            } else {
                target.set(member.getKey(), member.getValue());
            }
        });
        if (patch.has("sponsors")) {
            target.path("sponsors").forEach(sponsor -> ((ObjectNode) sponsor).put("name", "bob"));
        }
        // An empty list of protocols is not shown.
        if (target.at("/facts/protocols").isArray()
                && target.at("/facts/protocols").isEmpty()) {
            target.withObject("/facts").remove("protocols");
        }
    }

    private static ObjectNode settled(ObjectNode record) {
        return record.deepCopy().remove(MOVING);
    }

    private static <T> List<T> atOnce(int callers, Call<T> call) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            List<Callable<T>> calls = new ArrayList<>();
            IntStream.range(0, callers).forEach(i -> calls.add(() -> call.by(i)));
            List<T> answers = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(calls)) {
                answers.add(future.get());
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }

    private interface Call<T> {

        T by(int caller);
    }

    private static String message(Answer answer) {
        return answer.json().path("errorMessage").asText();
    }

    private static List<String> strings(Iterable<JsonNode> nodes) {
        return StreamSupport.stream(nodes.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
