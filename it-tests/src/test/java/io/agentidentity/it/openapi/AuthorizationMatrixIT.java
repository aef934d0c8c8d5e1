package io.agentidentity.it.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.openapi.ApiDocument.Operation;
import io.agentidentity.it.realm.AccessApi;
import io.agentidentity.it.realm.AdminApi;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.App;
import io.agentidentity.it.realm.Http;
import io.agentidentity.it.realm.Person;
import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.realm.ResourceServer;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** Who may call what, for every operation that the server's own OpenAPI document has. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthorizationMatrixIT {

    private static final String SCOPE = "orders:read";
    private static final String URI = "https://orders.example/api";
    private static final String SINK = "siem";
    /** Whom an operation of one's own agents lets in, where that is not who owns the agent. */
    private static final Map<String, Integer> AS_OWNER = Map.of("takeOverAgent", 403, "declineOwnAgent", 409);

    /** The same for who sponsors it; an agent that could never work for them is not there. */
    private static final Map<String, Integer> AS_SPONSOR =
            Map.of("takeOverAgent", 409, "blockForMe", 404, "unblockForMe", 404, "revokeTasksForMe", 200);

    /** Moves of a task that need it to be suspended. */
    private static final Set<String> OF_SUSPENDED = Set.of("resumeTask", "resumeTaskOfAgent", "resumeOwnTask");

    private final TestRealm realm;
    private final String server;
    private final Http http = Http.create().watchedBy(new ApiWatch());
    private final ApiDocument document;
    private final Person owner;
    private final Person sponsor;
    private final Person other;
    private final Person otherOwner;
    private final Person principal;
    private final App portal;
    private final App desk;
    private final ResourceServer orders;
    private final AdminApi viewer;
    private final AdminApi manager;
    private final AdminApi chief;
    private final AdminApi chiefElsewhere;
    private final TestAgent stranger;
    private final String decision;
    private int agents;

    AuthorizationMatrixIT(TestRealm realm, Realms realms) {
        this.realm = realm;
        server = realm.issuer().substring(0, realm.issuer().indexOf("/realms/"));
        owner = realm.person("owner");
        sponsor = realm.person("sponsor");
        other = realm.person("other");
        otherOwner = realm.person("other-owner");
        principal = realm.person("principal");
        portal = realm.confidentialApp("portal");
        desk = realm.confidentialApp("desk");
        orders = realm.resourceServer("orders");
        realm.clientScope(SCOPE, portal);
        realm.resource(URI, orders);
        realm.admin().put("/agents/policy", Map.of("rules", List.of())).expect(200);
        realm.settings(Map.of("audit", Map.of("pseudonyms", true))).expect(200);
        decision = AccessApi.of(orders)
                .decide(token(agent("owner"), owner), "list", Map.of())
                .at("/context/decision_id")
                .asText();
        viewer = realm.adminUser("viewer", "view-agents");
        manager = realm.adminUser("manager", "manage-agents");
        chief = realm.adminUser("chief", "realm-admin");
        chiefElsewhere = realms.create("elsewhere").adminUser("chief", "realm-admin");
        stranger = realm.agent(
                "stranger",
                spec -> spec.owner(otherOwner).apps(portal).scopes(SCOPE).targets(URI));
        JsonNode json = viewer.get("/agents/openapi?format=json").expect(200).json();
        document = new ApiDocument(json);
    }

    @TestFactory
    Stream<DynamicTest> administrators() {
        return tests("/admin/", this::administration);
    }

    @TestFactory
    Stream<DynamicTest> ownAgents() {
        return tests("/realms/{realm}/agents/me/", this::ownAgent);
    }

    @TestFactory
    Stream<DynamicTest> ownTasks() {
        return tests("/realms/{realm}/agents/tasks", this::ownTask);
    }

    @TestFactory
    Stream<DynamicTest> decisions() {
        return tests("/realms/{realm}/agents/access", this::decision);
    }

    private Stream<DynamicTest> tests(String below, java.util.function.Consumer<Operation> test) {
        return document.operations().stream()
                .filter(operation -> operation.path().startsWith(below))
                .map(operation -> DynamicTest.dynamicTest(
                        operation.method() + " " + operation.path(), () -> test.accept(operation)));
    }

    private void administration(Operation operation) {
        Target target = target();
        String role = operation.json().path("x-role").asText();
        boolean forRealmAdmins = "realm-admin".equals(role);
        boolean reads = "view-agents".equals(role) || ("GET".equals(operation.method()) && !forRealmAdmins);
        assertThat(call(operation, target, "").status()).as("anonymous").isEqualTo(401);
        assertThat(call(operation, target, realm.adminAs(other).accessToken()).status())
                .as("an ordinary user")
                .isEqualTo(403);
        for (Person person : List.of(owner, sponsor)) {
            assertThat(call(operation, target, realm.adminAs(person).accessToken())
                            .status())
                    .as(person.username())
                    .isEqualTo(403);
            assertThat(call(operation, target, login(person)).status())
                    .as(person.username())
                    .isEqualTo(403);
        }
        assertThat(call(operation, target, chiefElsewhere.accessToken()).status())
                .as("an administrator of another realm")
                .isEqualTo(403);
        assertThat(call(operation, target, target.agent().actorToken().accessToken())
                        .status())
                .as("the agent")
                .isIn(401, 403);
        assertThat(call(operation, target, stranger.actorToken().accessToken()).status())
                .as("another agent")
                .isIn(401, 403);
        assertThat(call(operation, target, target.token()).status())
                .as("a task token")
                .isIn(401, 403);
        assertThat(call(operation, target, orders.serviceToken().accessToken()).status())
                .as("a resource server")
                .isEqualTo(403);
        int viewed = call(operation, target, viewer.accessToken()).status();
        if (reads) {
            assertThat(viewed).as("view-agents").isEqualTo(200);
        } else {
            assertThat(viewed).as("view-agents").isEqualTo(403);
        }
        int managed = call(operation, target, manager.accessToken()).status();
        if (forRealmAdmins) {
            assertThat(managed).as("manage-agents").isEqualTo(403);
        } else {
            assertThat(managed).as("manage-agents").isNotIn(401, 403, 404, 405).isLessThan(500);
        }
        assertThat(call(operation, reads ? target : target(), chief.accessToken())
                        .status())
                .as("realm-admin")
                .isNotIn(401, 403, 404, 405)
                .isLessThan(500);
    }

    private void ownAgent(Operation operation) {
        Target target = target();
        boolean reads = "GET".equals(operation.method());
        boolean one = operation.path().contains("{id}") || operation.path().contains("{agent}");
        assertThat(call(operation, target, "").status()).as("anonymous").isEqualTo(401);
        assertThat(call(operation, target, target.token()).status())
                .as("a task token")
                .isEqualTo(401);
        assertThat(call(operation, target, target.agent().actorToken().accessToken())
                        .status())
                .as("the agent")
                .isEqualTo(401);
        assertThat(call(operation, target, stranger.actorToken().accessToken()).status())
                .as("another agent")
                .isEqualTo(401);
        for (AdminApi admin : List.of(viewer, chiefElsewhere)) {
            assertThat(call(operation, target, admin.accessToken()).status())
                    .as("an administrator")
                    .isIn(one ? new Integer[] {401, 404} : new Integer[] {200, 401});
        }
        assertThat(call(operation, target, login(otherOwner)).status())
                .as("the owner of another agent")
                .isEqualTo(one ? 404 : 200);
        assertThat(call(operation, target, orders.serviceToken().accessToken()).status())
                .as("a resource server")
                .isEqualTo(401);
        assertThat(call(operation, target, manager.accessToken()).status())
                .as("manage-agents")
                .isIn(one ? new Integer[] {401, 404} : new Integer[] {200, 401});
        Answer others = call(operation, target, login(other));
        assertThat(others.status()).as("another person").isEqualTo(one ? 404 : 200);
        assertThat(others.body())
                .as("nothing shows that it exists")
                .doesNotContain(target.agent().clientId());
        int sponsored = call(operation, target, login(sponsor)).status();
        if (reads) {
            assertThat(sponsored).as("a sponsor").isEqualTo(200);
        } else {
            assertThat(sponsored).as("a sponsor").isEqualTo(AS_SPONSOR.getOrDefault(operation.id(), 403));
        }
        assertThat(call(operation, target, login(owner)).status())
                .as("the owner")
                .isEqualTo(AS_OWNER.getOrDefault(operation.id(), 200));
    }

    private void ownTask(Operation operation) {
        Target target = target();
        assertThat(call(operation, target, "").status()).as("anonymous").isEqualTo(401);
        assertThat(call(operation, target, target.token()).status())
                .as("a task token")
                .isEqualTo(401);
        assertThat(call(operation, target, orders.serviceToken().accessToken()).status())
                .as("a resource server")
                .isEqualTo(401);
        assertThat(call(operation, target, manager.accessToken()).status())
                .as("manage-agents")
                .isIn(401, 404);
        for (AdminApi admin : List.of(viewer, chiefElsewhere)) {
            assertThat(call(operation, target, admin.accessToken()).status())
                    .as("an administrator")
                    .isIn(401, 404);
        }
        for (Person person : List.of(other, otherOwner)) {
            assertThat(call(operation, target, login(person)).status())
                    .as(person.username())
                    .isEqualTo(404);
        }
        assertThat(call(operation, target, stranger.actorToken().accessToken()).status())
                .as("another agent")
                .isEqualTo(404);
        boolean forAgents = "completeOwnTask".equals(operation.id());
        boolean neverForAgents = "resumeOwnTask".equals(operation.id());
        for (Person person : List.of(owner, sponsor)) {
            Target theirs = targetOf(operation);
            assertThat(call(operation, theirs, login(person)).status())
                    .as(person.username())
                    .isEqualTo(forAgents ? 403 : 200);
        }
        Target ofPrincipal = targetOf(operation, principal);
        assertThat(call(operation, ofPrincipal, login(principal)).status())
                .as("the person it works for")
                .isEqualTo(forAgents ? 403 : 200);
        Target fresh = targetOf(operation);
        assertThat(call(operation, fresh, fresh.agent().actorToken().accessToken())
                        .status())
                .as("the agent")
                .isEqualTo(neverForAgents ? 403 : 200);
    }

    /** What a server may ask about which token is tested elsewhere; here only who may ask at all. */
    private void decision(Operation operation) {
        Target target = target();
        for (String token : List.of(
                "",
                login(owner),
                login(sponsor),
                login(other),
                viewer.accessToken(),
                manager.accessToken(),
                chiefElsewhere.accessToken(),
                target.token(),
                target.agent().actorToken().accessToken(),
                stranger.actorToken().accessToken())) {
            assertThat(call(operation, target, token).status()).isEqualTo(401);
        }
        assertThat(call(operation, target, orders.serviceToken().accessToken()).status())
                .as("a resource server")
                .isEqualTo(400);
    }

    private Answer call(Operation operation, Target target, String token) {
        String path = operation
                .path()
                .replace("{realm}", realm.name())
                .replace("{id}", target.agent().id())
                .replace("{clientId}", target.agent().clientId())
                .replace("{agent}", target.agent().clientId())
                .replace("{user}", other.id())
                .replace("{person}", owner.id())
                .replace("{kid}", target.agent().key().key().getKeyID())
                .replace("{version}", "1")
                .replace("{name}", SINK)
                .replace("{decisionId}", decision)
                .replace("{jti}", target.jti())
                .replace("{thumbprint}", target.agent().key().thumbprint())
                .replace("{taskId}", target.task());
        String query = switch (operation.id()) {
            case "killAgentsOfOwner" -> "?owner=" + other.id();
            case "deleteResource" -> "?uri=" + URI;
            default -> "";
        };
        boolean writes = !"GET".equals(operation.method()) && !"DELETE".equals(operation.method());
        return http.json(
                operation.method(),
                server + path + query,
                writes ? "{}" : "",
                token.isEmpty() ? Map.of() : Map.of("Authorization", "Bearer " + token));
    }

    /** A token that no agent gets to see. */
    private String login(Person person) {
        return desk.login(person).accessToken();
    }

    /** As {@link #target()}, in the state that the operation needs. */
    private Target targetOf(Operation operation) {
        return targetOf(operation, owner);
    }

    private Target targetOf(Operation operation, Person person) {
        Target target = target(person);
        if (OF_SUSPENDED.contains(operation.id())) {
            realm.tasks(login(person)).suspend(target.task()).expect(200);
        }
        return target;
    }

    /** An agent that nobody has done anything to yet, with a task, in a realm put right again. */
    private Target target() {
        return target(owner);
    }

    private Target target(Person person) {
        realm.resource(URI, orders);
        realm.admin()
                .put(
                        "/agents/audit/sinks/" + SINK,
                        Map.of("enabled", false, "url", "https://siem.example/in", "secret", "${vault.siem}"))
                .expect(200);
        realm.admin().delete("/agents/emergency-stop").expect(200);
        TestAgent agent = agent(person.equals(owner) ? "owner" : "role");
        TokenAnswer token = token(agent, person);
        String task = token.json().at("/authorization_details/0/task_id").asText();
        return new Target(agent, task, token.claims().path("jti").asText(), token.accessToken());
    }

    private TokenAnswer token(TestAgent agent, Person person) {
        return agent.exchange(portal.login(person, SCOPE).accessToken())
                .resource(URI)
                .scope(SCOPE)
                .token();
    }

    private TestAgent agent(String rule) {
        return realm.agent(
                "worker-" + agents++,
                spec -> spec.owner(owner)
                        .sponsors(sponsor)
                        .apps(portal)
                        .scopes(SCOPE)
                        .targets(URI)
                        .json(json -> {
                            ObjectNode delegation = json.withObject("/delegation");
                            if ("role".equals(rule)) {
                                delegation.put("rule", rule).put("role", "default-roles-" + realm.name());
                            }
                        }));
    }

    private record Target(TestAgent agent, String task, String jti, String token) {}
}
