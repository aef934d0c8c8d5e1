package io.agentidentity.it.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.realm.AdminApi;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Form;
import io.agentidentity.it.realm.Http;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TokenAnswer;
import io.agentidentity.sample.ErpServer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The life of ap-clerk, an agent of alice in accounts payable: registered, at work, held to its task, stopped, reviewed. */
final class ClerkStory {

    private static final String DETAILS = """
            [{"type":"agent_task","actions":["invoices.list"],"purpose":"Prepare the payment run of this week"}]""";

    private final Acme acme;
    private final Http http;
    private final AdminApi server;
    private final String erp;
    private TestAgent agent;
    private TokenAnswer alice;
    private TokenAnswer task;
    private String taskId;

    ClerkStory(Acme acme, ErpServer erp, Realms realms, Http http) {
        this.acme = acme;
        this.erp = erp.uri();
        this.server = realms.server();
        this.http = http;
    }

    Story on(Story story) {
        return story.step("An administrator registers the agent, with its owner", this::register)
                .step("alice logs in to the app, as ever", this::login)
                .step("The agent exchanges her token for a task token", this::exchange)
                .step("The agent calls the resource server", this::work)
                .step("The agent, and the server it called, try more than the task", this::overreach)
                .step("The agent goes on like that", this::drift)
                .step("An administrator suspends the agent in the middle of its task", this::suspend)
                .step("A reviewer asks: who did this?", this::review);
    }

    private void register(Telling tell) {
        tell.say("The ERP has an address; the realm says which client answers there.");
        acme.realm().resource(erp, acme.erpApi());
        tell.say("The agent: whose it is, how it proves itself, and the most that it may ever be given.");
        agent = acme.realm()
                .agent(
                        "ap-clerk",
                        spec -> spec.json(json -> json.put("name", "Accounts payable clerk"))
                                .owner(acme.alice())
                                .apps(acme.portal())
                                .scopes("invoices:read")
                                .targets(erp)
                                .actions("invoices.list", "invoices.read"));
        JsonNode record = tell.quietly(agent::record);
        tell.show("The agent", record, "id", "clientId", "owner", "status", "delegation", "ceiling");
        tell.expect(
                "ap-clerk has one owner", "alice", record.at("/owner/username").asText());
        tell.expect("it is active", "active", record.path("status").asText());
        JsonNode client = tell.quietly(() ->
                acme.realm().admin().get("/clients/" + agent.id()).expect(200).json());
        tell.expect(
                "its client has no login, neither in a browser nor by password",
                false,
                client.path("standardFlowEnabled").asBoolean()
                        || client.path("directAccessGrantsEnabled").asBoolean());
    }

    private void login(Telling tell) {
        tell.say("(By password, because there is no browser here. The app's login is not changed in any way.)");
        alice = acme.portal().login(acme.alice(), "invoices:read", "payments:write");
        tell.show("alice's token", alice.claims(), "sub", "preferred_username", "azp", "scope", "exp");
        tell.expect(
                "it is alice's", acme.alice().id(), alice.claims().path("sub").asText());
        tell.expect("nobody acts for her", false, alice.claims().has("act"));
    }

    private void exchange(Telling tell) {
        tell.say("RFC 8693: her token as subject, the agent authenticated as itself, one server, one action, and why.");
        task = agent.exchange(alice.accessToken())
                .resource(erp)
                .scope("invoices:read")
                .authorizationDetails(DETAILS)
                .token();
        JsonNode claims = task.claims();
        taskId = claims.at("/authorization_details/0/task_id").asText();
        tell.show("The task token", claims, "sub", "act", "aud", "scope", "authorization_details", "exp");
        long life = claims.path("exp").asLong() - claims.path("iat").asLong();
        tell.expect("sub is alice", acme.alice().id(), claims.path("sub").asText());
        tell.expect("act is ap-clerk", "ap-clerk", claims.at("/act/client_id").asText());
        tell.expect("aud is the ERP alone", Json.of(erp), claims.path("aud"));
        tell.expect(
                "scope is what was asked for",
                "invoices:read",
                claims.path("scope").asText());
        tell.expect("it names its task", true, taskId.startsWith("tsk_"));
        tell.expect("it lives two minutes", 120L, life);
        tell.expect(
                "none of alice's roles is in it", false, claims.has("realm_access") || claims.has("resource_access"));
        tell.expect("no refresh token came with it", false, task.json().has("refresh_token"));
    }

    private void work(Telling tell) {
        tell.say("The ERP asks Keycloak about the token (RFC 7662), then answers.");
        Answer answer = call("GET", "/invoices");
        tell.expectStatus("the ERP lets it in", 200, answer);
        tell.expect(
                "and knows who called",
                "ap-clerk for alice",
                answer.json().path("caller").asText());
    }

    private void overreach(Telling tell) {
        tell.say("An action that the task does not name, at the ERP:");
        tell.expectStatus("refused by the ERP", 403, call("POST", "/invoices/INV-9/approve"));

        tell.say("A wider task:");
        Answer wider = agent.exchange(alice.accessToken())
                .resource(erp)
                .authorizationDetails(Json.array(Set.of())
                        .add(Json.object()
                                .put("type", "agent_task")
                                .put("task_id", taskId)
                                .set("actions", Json.array(Set.of("invoices.approve")))))
                .send();
        tell.expectError("no more actions", 400, "invalid_authorization_details", wider);

        tell.say("A scope that alice has and the agent has not:");
        Answer scope = agent.exchange(alice.accessToken())
                .resource(erp)
                .scope("payments:write")
                .send();
        tell.expectError("no more scopes", 400, "invalid_scope", scope);

        tell.say("Another server:");
        Answer target = agent.exchange(alice.accessToken()).audience("hr-api").send();
        tell.expectError("no other target", 400, "invalid_target", target);

        tell.say("Rights of its own, without alice:");
        tell.expectError("none", 400, "unauthorized_client", agent.clientCredentials("invoices:read"));

        tell.say("The task token as if it were alice's login, at userinfo:");
        tell.expectStatus("it is not", 403, acme.realm().userinfo(task.accessToken()));

        tell.say("The ERP, which holds the token now, trades it in by Keycloak's own token exchange:");
        Answer traded = acme.erpApi().exchange(task.accessToken()).send();
        tell.expectError("a task token is good at its server only", 400, "invalid_request", traded);
    }

    private void drift(Telling tell) {
        tell.say("The ERP asks Keycloak about every call (AuthZEN). Twice more what the task does not name:");
        tell.expectStatus("denied", 403, call("POST", "/invoices/INV-9/approve"));
        tell.expectStatus("denied", 403, call("POST", "/invoices/INV-9/approve"));
        tell.say("And what it does name:");
        tell.expectStatus("the task is stopped", 401, call("GET", "/invoices"));
        JsonNode stopped = tell.quietly(() ->
                acme.realm().admin().get("/agents/tasks/" + taskId).expect(200).json());
        tell.show("The task", stopped, "state", "suspendedBy");
        tell.expect(
                "by the server itself", "system", stopped.path("suspendedBy").asText());
        tell.say("alice logs in again and gives it another task.");
        alice = tell.quietly(() -> acme.portal().login(acme.alice(), "invoices:read", "payments:write"));
        task = tell.quietly(() -> agent.exchange(alice.accessToken())
                .resource(erp)
                .scope("invoices:read")
                .authorizationDetails(DETAILS)
                .token());
    }

    private void suspend(Telling tell) {
        Answer before = tell.quietly(() -> call("GET", "/invoices"));
        tell.expectStatus("a moment ago the token was good", 200, before);
        Answer suspended = agent.suspend("It asks for more than it should");
        Instant moment = Instant.now();
        tell.expect(
                "the agent is suspended",
                "suspended",
                suspended.json().path("status").asText());
        tell.expect(
                "its task ended with it",
                true,
                suspended.json().path("tasksEnded").asInt() > 0);

        tell.say("The same token, at the same server:");
        Answer dead = call("GET", "/invoices");
        long millis = Duration.between(moment, Instant.now()).toMillis();
        tell.expectStatus("dead", 401, dead);
        tell.say("That took " + millis + " ms, the suspension and the call to the ERP included.");

        tell.say("A new one:");
        Answer again = agent.exchange(alice.accessToken()).resource(erp).send();
        tell.expectError("refused", 401, "invalid_client", again);

        tell.say("alice herself:");
        Answer userinfo = acme.realm().userinfo(alice.accessToken());
        tell.expectStatus("noticed nothing", 200, userinfo);
    }

    private void review(Telling tell) {
        AuditTable table = new AuditTable(Map.of(acme.alice().id(), "alice", tell.quietly(this::adminId), "admin"));
        tell.say("One token, found in some log by its jti:");
        JsonNode found =
                acme.realm().audit(query("jti", task.claims().path("jti").asText()));
        tell.print(table.lines(found));
        Set<String> who = new TreeSet<>();
        found.forEach(event -> who.add(table.who(event)));
        tell.expect("has the record of its issue, and one of each call", true, found.size() > 1);
        tell.expect("and each says who", Set.of("ap-clerk for alice"), who);

        tell.say("Everything in the realm:");
        JsonNode all = acme.realm().audit("max=100");
        tell.print(table.lines(all));
        Set<String> kinds = new TreeSet<>();
        all.forEach(event -> kinds.add(event.at("/data/actor_kind").asText()));
        tell.expect(
                "person, agent alone and agent for a person are told apart",
                true,
                kinds.containsAll(Set.of("person", "agent_autonomous", "delegated_agent")));
    }

    private Answer call(String method, String path) {
        return http.json(method, erp + path, "", Map.of("Authorization", "Bearer " + task.accessToken()));
    }

    private String adminId() {
        return server.get("/realms/master/users?exact=true&username=admin")
                .expect(200)
                .json()
                .path(0)
                .path("id")
                .asText();
    }

    private static String query(String name, String value) {
        return Form.of(name, value).encoded();
    }
}
