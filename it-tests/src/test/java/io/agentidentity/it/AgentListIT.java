package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.AdminApi;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Form;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.Person;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of agents: search, filters, order and pages. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgentListIT {

    private static final String LONG = "l" + "o".repeat(200) + "ng";

    private final AdminApi admin;
    private final Person bob;
    private final String auditors;

    AgentListIT(TestRealm realm) {
        Scene scene = new Scene(realm);
        admin = realm.admin();
        bob = scene.bob;
        auditors = admin.post("/groups", Map.of("name", "auditors")).createdId();
        Person leaver = realm.person("leaver");
        named(scene, "invoice-reader", "Reads Invoices (EU)");
        named(scene, "invoice_payer", "Bezahlt Überweisungen");
        named(scene, "percent-bot", "100%-bot");
        named(scene, LONG, "\uD83E\uDD16 Roboter");
        scene.agent("bobs", spec -> spec.owner(bob).sponsors(scene.alice));
        scene.agent(
                "audited",
                spec -> spec.json(
                        json -> json.putArray("sponsors").add(Json.of(Map.of("type", "group", "id", "/auditors")))));
        scene.agent("suspended", spec -> spec).suspend("by test").expect(200);
        admin.post(scene.agent("retired", spec -> spec).path("/retire")).expect(200);
        scene.agent("orphaned", spec -> spec.owner(leaver));
        realm.setEnabled(leaver, false);
        scene.agent("handed-over", spec -> spec).transferTo(bob).expect(200);
        Instant soon = Instant.now().plusMillis(1500);
        scene.agent("expired", spec -> spec.json(json -> json.put("expiresAt", soon.toString())));
        scene.agent("expires-2035", spec -> spec.json(json -> json.put("expiresAt", "2035-01-01T00:00:00Z")));
        scene.agent("expires-2036", spec -> spec.json(json -> json.put("expiresAt", "2036-01-01T00:00:00Z")));
        scene.agent(
                "dev",
                spec -> spec.environment("development")
                        .json(json -> json.putObject("credential").put("type", "client_secret")));
        TestAgent risky = scene.agent("risky", spec -> spec);
        TestAgent labelled = scene.agent(
                "labelled",
                spec -> spec.json(json -> json.putObject("facts")
                        .putArray("labels")
                        .add("payments")
                        .add("e.u")
                        .add("payments")));
        assertThat(labelled.record().at("/facts/labels").toString()).isEqualTo("[\"e.u\",\"payments\"]");
        admin.put(
                        "/clients/" + labelled.id(),
                        Json.object().put("id", labelled.id()).put("clientId", "labelled-2"))
                .expect(204);
        scene.agent(
                "pay",
                spec -> spec.json(
                        json -> json.putObject("facts").putArray("labels").add("pay")));
        admin.post(risky.path("/risk"), Map.of("level", "high")).expect(200);
        admin.get(risky.path("/posture")).expect(200);
        ObjectNode declared = Json.object().put("clientId", "says-so");
        declared.putObject("attributes").put("agent.owner", "alice");
        admin.post("/clients", declared).expect(201);
        await().until(() -> admin.get("/agents/count?status=expired").body().equals("1"));
    }

    private static void named(Scene scene, String clientId, String name) {
        scene.agent(clientId, spec -> spec.json(json -> json.put("name", name)));
    }

    private List<String> list(String query) {
        Answer answer = admin.get("/agents?" + query).expect(200);
        List<String> found = new ArrayList<>();
        answer.json().forEach(agent -> found.add(agent.path("clientId").asText()));
        assertThat(admin.get("/agents/count?" + query).expect(200).body())
                .as("the count of " + query)
                .isEqualTo(Integer.toString(found.size()));
        assertThat(admin.get("/agents/count?max=1&" + query).expect(200).body())
                .as("the count up to 1 of " + query)
                .isEqualTo(Integer.toString(Math.min(found.size(), 1)));
        return found;
    }

    static Stream<Arguments> searches() {
        return Stream.of(
                Arguments.of("invoice", List.of("invoice-reader", "invoice_payer")),
                Arguments.of("INVOICE re", List.of("invoice-reader")),
                Arguments.of("re inv", List.of("invoice-reader")),
                Arguments.of("invoice-r", List.of("invoice-reader")),
                Arguments.of("invoice_", List.of("invoice_payer")),
                Arguments.of("payer", List.of("invoice_payer")),
                Arguments.of("eu", List.of("invoice-reader")),
                Arguments.of("(eu)", List.of("invoice-reader")),
                Arguments.of("übER", List.of("invoice_payer")),
                Arguments.of("reader payer", List.of()),
                Arguments.of("nvoice", List.of()),
                Arguments.of("%", List.of()),
                Arguments.of("100%", List.of("percent-bot")),
                Arguments.of("invoice!", List.of()),
                Arguments.of("üc", List.of()),
                Arguments.of("u", List.of()),
                Arguments.of("\uD83E\uDD16", List.of(LONG)),
                Arguments.of("\uD83E", List.of()),
                Arguments.of(LONG, List.of(LONG)),
                Arguments.of(LONG + "e", List.of()),
                Arguments.of("invoice Invoice-", List.of("invoice-reader")),
                Arguments.of("'; drop", List.of()));
    }

    @ParameterizedTest
    @MethodSource("searches")
    void everyTermBeginsAWordOfClientIdOrName(String search, List<String> found) {
        assertThat(list("search=" + encoded(search))).containsExactlyElementsOf(found);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "status=suspended|suspended",
                "status=retired|retired",
                "status=expired|expired",
                "status=orphaned|handed-over,orphaned",
                "status=declared|says-so",
                "status=declared&search=SAYS|says-so",
                "environment=development|dev",
                "risk=high|risky",
                "credential=client_secret|dev",
                "label=payments|labelled-2",
                "label=e.u&search=labelled+pay|labelled-2",
                "label=pay|pay",
                "search=payments|labelled-2",
                "owner=bob|bobs,handed-over",
                "owner=bob&status=active|bobs",
                "search=bobs&owner=bob&sponsor=alice&environment=production&sort=-name|bobs",
                "sponsor=alice|bobs",
                "sponsor=/auditors|audited",
                "finding=no_sponsor&search=risky|risky",
                "expiringBefore=2035-06-01T00:00:00Z&status=active|expires-2035",
                "expiringBefore=2037-01-01T00:00:00Z|expired,expires-2035,expires-2036",
            })
    void aFilterNarrows(String query, String found) {
        assertThat(list(query)).containsExactly(found.split(","));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status=declared&search=nothing",
                "owner=nobody",
                "sponsor=nobody",
                "sponsor=/nowhere",
                "label=paymen",
                "label=re",
                "finding=shared_key",
                "credential=federated_jwt"
            })
    void aFilterThatNothingMeetsGivesNothing(String query) {
        assertThat(list(query)).isEmpty();
    }

    @Test
    void ownerAndSponsorsAreAlsoFoundById() {
        assertThat(list("owner=" + bob.id())).containsExactly("bobs", "handed-over");
        assertThat(list("sponsor=" + auditors)).containsExactly("audited");
    }

    @Test
    void aStatusIsWhatTheAgentItselfShows() {
        admin.get("/agents").json().forEach(agent -> {
            String status = agent.path("status").asText();
            assertThat(list("status=" + status))
                    .as(status)
                    .contains(agent.path("clientId").asText());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"clientId", "name", "createdAt"})
    void aListIsSortedBothWays(String by) {
        List<String> up = values(by, by);
        List<String> down = values("-" + by, by);
        assertThat(up).hasSizeGreaterThan(10).isSortedAccordingTo(AgentListIT::compare);
        Collections.reverse(down);
        assertThat(down).isSortedAccordingTo(AgentListIT::compare);
    }

    /** Databases differ in the order of letters beyond ASCII. */
    private static int compare(String one, String other) {
        return one.codePointAt(0) > 127 || other.codePointAt(0) > 127 ? 0 : one.compareTo(other);
    }

    @Test
    void datesAreSortedBothWays() {
        String dated = "&expiringBefore=2037-01-01T00:00:00Z";
        assertThat(list("sort=expiresAt" + dated)).containsExactly("expired", "expires-2035", "expires-2036");
        assertThat(list("sort=-expiresAt" + dated)).containsExactly("expires-2036", "expires-2035", "expired");
        assertThat(list("sort=reviewDueAt&max=1000")).hasSameSizeAs(list("sort=-lastUsedAt"));
    }

    private List<String> values(String sort, String member) {
        List<String> values = new ArrayList<>();
        admin.get("/agents?sort=" + sort)
                .json()
                .forEach(agent -> values.add(agent.path(member).asText()));
        return values;
    }

    @Test
    void pagesFollowOneAnotherWithoutGapOrRepetition() {
        List<String> all = list("");
        List<String> paged = new ArrayList<>();
        for (int first = 0; first < all.size(); first += 4) {
            List<String> page = admin.get("/agents?max=4&first=" + first).json().findValuesAsText("clientId");
            assertThat(page).hasSizeLessThanOrEqualTo(4);
            paged.addAll(page);
        }
        assertThat(paged).isEqualTo(all);
        assertThat(admin.get("/agents?max=0").json()).isEmpty();
        assertThat(admin.get("/agents?first=100000").json()).isEmpty();
        assertThat(admin.get("/agents?max=100000").json()).hasSize(all.size());
        List<String> down =
                new ArrayList<>(admin.get("/agents?sort=-clientId").json().findValuesAsText("clientId"));
        Collections.reverse(down);
        assertThat(down).isEqualTo(all);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "status=nonsense|declared",
                "environment=prod|environment",
                "risk=HIGH|risk",
                "credential=password|credential",
                "finding=nonsense|finding",
                "expiringBefore=tomorrow|expiringBefore",
                "sort=owner|sort",
                "sort=clientId desc|sort",
                "first=-1|first",
                "first=abc|first",
                "max=-1|max",
                "max=1.5|max",
                "max=99999999999|max",
                "status=declared&owner=alice|declared",
                "search=a b c d e f g h i j k|search",
            })
    void aValueThatCannotBeIsSaidSo(String query, String named) {
        Answer answer = admin.get("/agents?" + query.replace(" ", "%20"));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.json().path("errorMessage").asText()).contains(named);
    }

    @Test
    void aCountStopsWhereItIsTold() {
        assertThat(admin.get("/agents/count?max=3").expect(200).body()).isEqualTo("3");
        assertThat(admin.get("/agents/count?max=3&search=invoice").expect(200).body())
                .isEqualTo("2");
        assertThat(admin.get("/agents/count?max=0").expect(200).body()).isEqualTo("0");
        assertThat(admin.get("/agents/count?max=10000&status=declared")
                        .expect(200)
                        .body())
                .isEqualTo("1");
        assertThat(admin.get("/agents/count?max=10001").status()).isEqualTo(400);
        assertThat(admin.get("/agents/count?max=all").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/agents/tasks?first=abc",
                "/agents/tasks?state=nonsense",
                "/agents/audit?max=abc",
                "/agents/audit?from=yesterday",
                "/agents/resources?max=-1",
                "/agents/posture/findings?first=x",
                "/agents/posture/findings?code=nonsense",
                "/agents/posture/findings?severity=bad",
                "/agents/export?format=xml",
                "/agents/openapi?format=xml"
            })
    void otherListsSaySoToo(String path) {
        Answer answer = admin.get(path);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.json().path("errorMessage").asText()).isNotEmpty();
    }

    private static String encoded(String text) {
        return Form.of("q", text).encoded().substring(2);
    }
}
