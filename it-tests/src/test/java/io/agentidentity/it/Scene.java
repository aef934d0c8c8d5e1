package io.agentidentity.it;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.realm.AgentSpec;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.App;
import io.agentidentity.it.realm.Exchange;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.MyAgents;
import io.agentidentity.it.realm.Person;
import io.agentidentity.it.realm.ResourceServer;
import io.agentidentity.it.realm.TaskApi;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The usual cast of a realm: alice, the app she logs in to, the server her invoices are at, and agents of hers. */
final class Scene {

    static final String READ = "invoices:read";
    static final String WRITE = "invoices:write";
    static final String MCP = "https://erp.example/mcp";

    final TestRealm realm;
    final Person alice;
    final Person bob;
    final App portal;
    final App other;
    final ResourceServer erp;
    final ResourceServer gateway;
    final ResourceServer stranger;
    final TestAgent clerk;
    private final Refused refused;

    Scene(TestRealm realm) {
        this.realm = realm;
        refused = new Refused(realm);
        alice = realm.person("alice");
        bob = realm.person("bob");
        portal = realm.confidentialApp("portal");
        other = realm.confidentialApp("other-app");
        erp = realm.resourceServer(
                "erp-api", client -> client.putObject("attributes").put("standard.token.exchange.enabled", "true"));
        gateway = realm.resourceServer("erp-gateway");
        stranger = realm.resourceServer("stranger");
        realm.clientScope(READ, portal, other);
        realm.clientScope(WRITE, portal, other);
        realm.clientScope("invoices:approve", portal, other);
        realm.resource(MCP, erp, gateway);
        clerk = agent("ap-clerk", spec -> spec);
    }

    /** An agent of alice for the app's users, with both scopes and both targets, changed as asked. */
    TestAgent agent(String clientId, UnaryOperator<AgentSpec> change) {
        return realm.agent(
                clientId,
                spec -> change.apply(spec.owner(alice)
                        .apps(portal)
                        .scopes(READ, WRITE)
                        .targets("erp-api", MCP)
                        .actions("invoices.list", "invoices.read")));
    }

    /** Lets an agent work for everybody in the realm. */
    AgentSpec forEverybody(AgentSpec spec) {
        return spec.json(json ->
                json.withObject("/delegation").put("rule", "role").put("role", "default-roles-" + realm.name()));
    }

    /** Alice's own token, from a login of its own. */
    TokenAnswer login() {
        return portal.login(alice, READ, WRITE);
    }

    /** An exchange by the clerk for alice, at the server by its client id, which succeeds as it is. */
    Exchange exchange() {
        return clerk.exchange(login().accessToken()).audience("erp-api");
    }

    /** The agents of a person, with a token that none of them gets to see. */
    MyAgents myAgents(Person person) {
        return realm.myAgents(other.login(person).accessToken());
    }

    /** The tasks of a person, the same way. */
    TaskApi myTasks(Person person) {
        return realm.tasks(other.login(person).accessToken());
    }

    boolean active(TokenAnswer token) {
        return facts(token).path("active").asBoolean();
    }

    JsonNode facts(TokenAnswer token) {
        return erp.introspect(token.accessToken()).expect(200).json();
    }

    /** Sends a request that must be refused with that error, be recorded so, and change nothing. */
    Answer refused(Exchange exchange, String error) {
        return refused.check(exchange, error);
    }

    /** The same with any request. */
    Answer refused(Supplier<Answer> request, String error) {
        return refused.check(request, error);
    }

    /** The same of a request that was made already; what it changed is not looked at. */
    Answer refused(Answer made, String error) {
        return refused.checkMade(made, error);
    }

    /** Details of a task with these members, written with single quotes. */
    static JsonNode details(String members) {
        return Json.parse(
                ("[{'type':'agent_task'" + (members.isEmpty() ? "" : "," + members) + "}]").replace('\'', '"'));
    }

    static String taskId(TokenAnswer token) {
        return token.json().at("/authorization_details/0/task_id").asText();
    }
}
