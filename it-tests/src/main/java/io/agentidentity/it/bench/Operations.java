package io.agentidentity.it.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.it.realm.AccessApi;
import io.agentidentity.it.realm.Exchange;
import io.agentidentity.it.realm.Form;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.realm.ResourceServer;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestClient;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.server.DistributionServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/** A realm with a seat for every client, and what is done there; each operation begins with the logins that it needs. */
final class Operations {

    private static final String TOKEN = "/protocol/openid-connect/token";
    private static final String GOOD_TOKEN = "\"access_token\"";
    private static final String GOOD_INTROSPECTION = "\"active\":true";

    private final LoadTarget target;
    private final String base;
    private final ResourceServer erp;
    private final List<Seat> seats;

    private Operations(LoadTarget target, TestRealm realm, ResourceServer erp, List<Seat> seats) {
        this.target = target;
        this.base = "/realms/" + realm.name();
        this.erp = erp;
        this.seats = List.copyOf(seats);
    }

    /** A new realm without an agent. */
    static Operations ordinary(DistributionServer server, int seats) {
        return create(server, seats, false);
    }

    /** A new realm with an agent in every seat. */
    static Operations withAgents(DistributionServer server, int seats) {
        return create(server, seats, true);
    }

    private static Operations create(DistributionServer server, int count, boolean agents) {
        TestRealm realm = Realms.on(server).create("bench");
        ResourceServer erp = realm.resourceServer(Seat.TARGET);
        List<Seat> seats = new ArrayList<>(
                IntStream.range(0, count).mapToObj(i -> Seat.ordinary(realm, i)).toList());
        realm.clientScope(
                Seat.SCOPE,
                seats.stream()
                        .flatMap(seat -> List.<TestClient>of(seat.app(), seat.ordinary()).stream())
                        .toArray(TestClient[]::new));
        if (agents) {
            // A seat's agent opens more than the few hundred that an agent has at a time, and asks more often.
            realm.settings(Map.of("maxLiveTasks", 100_000, "rates", TestRealm.ANY_RATE))
                    .expect(200);
            seats.replaceAll(seat -> seat.withAgent(realm, seats.indexOf(seat)));
        }
        return new Operations(LoadTarget.of(server), realm, erp, seats);
    }

    /** Where all of it is done. */
    TestRealm realm() {
        return erp.realm();
    }

    /** The agent of a seat. */
    TestAgent agent(int seat) {
        return seats.get(seat).agent().orElseThrow();
    }

    /** Gives the realm that many rules, each of which looks at the call, the task or the time and holds for none of the calls here. */
    void rules(int count) {
        List<String> conditions = List.of(
                "request.action == '" + Seat.ACTION + "' && request.parameters.amount > 5000 + %d",
                "history.calls > 1000000 + %d",
                "now.getHours('Europe/Berlin') > 23 + %d",
                "agent.environment == 'production' && principal.username.startsWith('x%d')",
                "task.age_seconds > 1000000 + %d");
        ObjectNode document = Json.object();
        ArrayNode list = document.putArray("rules");
        for (int i = 0; i < count; i++) {
            ObjectNode rule = list.addObject();
            rule.putArray("stages").add("call");
            rule.put("id", "rule-" + i)
                    .put("condition", conditions.get(i % conditions.size()).formatted(i))
                    .put("effect", "deny")
                    .put("reason", "never");
        }
        realm().admin().put("/agents/policy", document).expect(200);
    }

    /** Opens a task for the agent of a seat; answers the id of its token. */
    String newTaskToken(int seat) {
        Seat at = seats.get(seat);
        return at.agent()
                .orElseThrow()
                .exchange(at.login())
                .audience(Seat.TARGET)
                .scope(Seat.SCOPE)
                .authorizationDetails("[{\"type\":\"agent_task\"}]")
                .token()
                .claims()
                .path("jti")
                .asText();
    }

    /** Our exchange with details each time, so that each opens a task. */
    Side newTask() {
        ObjectNode details = Json.object().put("type", "agent_task").put("purpose", "list the invoices of a supplier");
        details.putArray("actions").add(Seat.ACTION);
        String sent = "[" + details + "]";
        return exchanges(
                seat -> seat.agent().orElseThrow(), Seat::asAgent, exchange -> exchange.authorizationDetails(sent));
    }

    /** Our exchange that continues a task, which is opened for it before the clock runs, from its only token. */
    Side continued() {
        Side opening = newTask();
        return new Side(target, client -> {
            Seat seat = seats.get(client);
            String token = erp.realm()
                    .tokenRequest(opening.next().apply(client).form())
                    .token()
                    .accessToken();
            Form form = seat.agent().orElseThrow().exchange(token).form();
            return new Request(base + TOKEN, seat.asAgent(form), GOOD_TOKEN);
        });
    }

    /** Our exchange without details, so that all of one login share a task. */
    Side sameTask() {
        return exchanges(seat -> seat.agent().orElseThrow(), Seat::asAgent, exchange -> exchange);
    }

    /** Keycloak's standard exchange. */
    Side standardExchange() {
        return exchanges(Seat::ordinary, Seat::asOrdinary, exchange -> exchange);
    }

    /** Client credentials of the agent, which give an actor token. */
    Side actorToken() {
        return clientCredentials(Seat::asAgent);
    }

    /** Client credentials of the ordinary client. */
    Side serviceToken() {
        return clientCredentials(Seat::asOrdinary);
    }

    /** The resource server introspects a task token of each agent. */
    Side introspectTaskToken() {
        return introspections(sameTask());
    }

    /** The resource server introspects a token that each ordinary client got by the standard exchange. */
    Side introspectOrdinaryToken() {
        return introspections(standardExchange());
    }

    /** The resource server asks for a decision on a call under a task of each agent. */
    Side decide() {
        Side issuing = sameTask();
        String token = erp.serviceToken().accessToken();
        List<JsonNode> calls = IntStream.range(0, seats.size())
                .mapToObj(issuing.next())
                .map(request -> erp.realm().tokenRequest(request.form()).token())
                .<JsonNode>map(task -> AccessApi.call(task, Seat.ACTION, Map.of("amount", 420)))
                .toList();
        return new Side(
                target,
                client -> Request.json(
                        base + "/agents/access/v1/evaluation", token, calls.get(client), "\"decision\":true"));
    }

    /** A login by password at the person's app. */
    Side login() {
        return new Side(target, client -> {
            Seat seat = seats.get(client);
            Form form = Form.of("grant_type", "password")
                    .and("username", seat.person().username())
                    .and("password", seat.person().password())
                    .and("scope", "openid " + Seat.SCOPE);
            return new Request(base + TOKEN, seat.app().authenticated(form), GOOD_TOKEN);
        });
    }

    private Side exchanges(
            Function<Seat, TestClient> requester, Authentication authentication, Function<Exchange, Exchange> more) {
        List<Form> forms = seats.stream()
                .map(seat -> more.apply(requester
                                .apply(seat)
                                .exchange(seat.login())
                                .audience(Seat.TARGET)
                                .scope(Seat.SCOPE))
                        .form())
                .toList();
        return new Side(
                target,
                client -> new Request(
                        base + TOKEN, authentication.add(seats.get(client), forms.get(client)), GOOD_TOKEN));
    }

    private Side clientCredentials(Authentication authentication) {
        Form form = Form.of("grant_type", "client_credentials");
        return new Side(
                target, client -> new Request(base + TOKEN, authentication.add(seats.get(client), form), GOOD_TOKEN));
    }

    private Side introspections(Side issuing) {
        List<Form> forms = IntStream.range(0, seats.size())
                .mapToObj(issuing.next())
                .map(request -> erp.realm().tokenRequest(request.form()).token().accessToken())
                .map(token -> erp.authenticated(Form.of("token", token)))
                .toList();
        return new Side(
                target, client -> new Request(base + TOKEN + "/introspect", forms.get(client), GOOD_INTROSPECTION));
    }

    private interface Authentication {

        Form add(Seat seat, Form form);
    }
}
