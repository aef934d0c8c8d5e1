package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.AccessApi;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Exchange;
import io.agentidentity.it.realm.Form;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** For each way to do something: whether a person did it, an agent alone, an agent for a person, or something else. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ActorKindIT {

    private static final Pattern CODE = Pattern.compile("[?&]code=([^&]+)");
    private static final String BACK = "http://127.0.0.1/back";

    private final TestRealm realm;
    private final Scene scene;
    private final AccessApi access;
    private int agents;

    ActorKindIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
        access = AccessApi.of(scene.erp);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("acts")
    void isRecordedAsDoneBy(Act act) {
        JsonNode found = realm.audit(act.query.get());
        assertThat(found).as(act.name).hasSize(1);
        assertThat(found.at("/0/data/actor_kind").asText()).as(act.name).isEqualTo(act.kind);
        boolean forSomebody = act.kind.equals("delegated_agent");
        if (forSomebody) {
            assertThat(found.at("/0/data/principal/sub").asText()).isEqualTo(scene.alice.id());
            assertThat(found.at("/0/data/actor/sub").asText()).isNotEqualTo(scene.alice.id());
        }
        if (act.kind.equals("person") || act.kind.equals("admin_impersonation")) {
            assertThat(found.at("/0/data/actor").has("client_id")).isFalse();
        }
    }

    Stream<Act> acts() {
        return Stream.of(
                        byAPerson(),
                        byAnAgentForAPerson(),
                        byAnAgentAlone(),
                        byOtherSoftware(),
                        byTheServer(),
                        List.of(byAnAdministratorInAPersonsSession()))
                .flatMap(List::stream);
    }

    private List<Act> byAPerson() {
        return List.of(
                new Act("an administrator makes an agent", "person", () -> about(agent(), "agent.created.v1")),
                new Act("an administrator changes an agent", "person", () -> {
                    TestAgent agent = agent();
                    agent.patch(Map.of("purpose", "other")).expect(200);
                    return about(agent, "agent.updated.v1");
                }),
                new Act("an owner suspends an agent", "person", () -> {
                    TestAgent agent = agent();
                    scene.myAgents(scene.alice).suspend(agent).expect(200);
                    return about(agent, "agent.suspended.v1");
                }),
                new Act("a person revokes a task", "person", () -> {
                    TokenAnswer token = exchange(agent()).token();
                    scene.myTasks(scene.alice).revoke(Scene.taskId(token), "no").expect(200);
                    return under(token, "agent.task.ended.v1");
                }),
                new Act("an administrator suspends a task", "person", () -> {
                    TokenAnswer token = exchange(agent()).token();
                    realm.admin()
                            .post("/agents/tasks/" + Scene.taskId(token) + "/suspend")
                            .expect(200);
                    return under(token, "agent.task.suspended.v1");
                }));
    }

    private List<Act> byAnAgentForAPerson() {
        return List.of(
                new Act(
                        "an exchange",
                        "delegated_agent",
                        () -> of(exchange(agent()).token(), "agent.token.issued.v1")),
                new Act("an exchange with an actor token", "delegated_agent", () -> {
                    TestAgent agent = agent();
                    return of(
                            exchange(agent)
                                    .actorToken(agent.actorToken().accessToken())
                                    .token(),
                            "agent.token.issued.v1");
                }),
                new Act("a task that goes on", "delegated_agent", () -> {
                    TestAgent agent = agent();
                    TokenAnswer token = exchange(agent).token();
                    return of(agent.exchange(token.accessToken()).token(), "agent.token.continued.v1");
                }),
                new Act("work handed down", "delegated_agent", () -> of(handed(agent()), "agent.task.handed_over.v1")),
                new Act("work taken up", "delegated_agent", () -> {
                    TestAgent delegate = agent();
                    return of(delegate.exchange(handed(delegate).accessToken()).token(), "agent.token.issued.v1");
                }),
                new Act("a refused exchange", "delegated_agent", () -> {
                    TestAgent agent = agent();
                    exchange(agent).replace("audience", "stranger").send().expect(400);
                    return about(agent, "agent.token.refused.v1");
                }),
                new Act("a permitted call", "delegated_agent", () -> {
                    TokenAnswer token = exchange(agent()).token();
                    return "decision=" + decided(token, "invoices.list");
                }),
                new Act("a denied call", "delegated_agent", () -> {
                    TokenAnswer token = exchange(agent()).token();
                    return "decision=" + decided(token, "invoices.delete");
                }),
                new Act("what came of a call", "delegated_agent", () -> {
                    TokenAnswer token = exchange(agent()).token();
                    String decision = decided(token, "invoices.list");
                    access.outcome(decision, "succeeded").expect(200);
                    return under(token, "agent.call.outcome.v1");
                }));
    }

    private List<Act> byAnAgentAlone() {
        return List.of(
                new Act("a token that says who the agent is", "agent_autonomous", () -> {
                    TestAgent agent = agent();
                    agent.actorToken();
                    return about(agent, "agent.actor_token.issued.v1");
                }),
                new Act("a task without a person", "agent_autonomous", () -> of(alone(), "agent.token.issued.v1")),
                new Act(
                        "a call without a person",
                        "agent_autonomous",
                        () -> "decision=" + decided(alone(), "invoices.list")),
                new Act("a token given up", "agent_autonomous", () -> {
                    TestAgent agent = agent();
                    TokenAnswer token = exchange(agent).token();
                    agent.revokeToken(token.accessToken()).expect(200);
                    return of(token, "agent.token.revoked.v1");
                }),
                new Act("a task completed", "agent_autonomous", () -> {
                    TestAgent agent = agent();
                    TokenAnswer token = exchange(agent).token();
                    realm.tasks(agent.actorToken().accessToken())
                            .complete(Scene.taskId(token))
                            .expect(200);
                    return under(token, "agent.task.ended.v1");
                }),
                new Act("an exchange of nobody's token", "agent_autonomous", () -> {
                    TestAgent agent = agent();
                    agent.exchange("garbage").audience("erp-api").send().expect(400);
                    return about(agent, "agent.token.refused.v1");
                }));
    }

    private List<Act> byOtherSoftware() {
        return List.of(
                new Act("a server that exchanges an agent's token", "workload", () -> {
                    TokenAnswer token = exchange(agent()).token();
                    scene.erp.exchange(token.accessToken()).send();
                    return under(token, "agent.token.refused.v1");
                }),
                new Act("somebody who guesses an agent's secret", "workload", () -> {
                    TestAgent agent = agent();
                    realm.tokenRequest(Form.of("grant_type", "client_credentials")
                            .and("client_id", agent.clientId())
                            .and("client_secret", "guess"));
                    return "agent=" + agent.id() + "&outcome=refused";
                }),
                new Act(
                        "a decision without a task token",
                        "workload",
                        () -> "decision="
                                + access.evaluation(
                                                AccessApi.call(scene.alice.id(), "garbage", "invoices.list", Map.of()))
                                        .expect(200)
                                        .json()
                                        .at("/context/decision_id")
                                        .asText()));
    }

    private List<Act> byTheServer() {
        return List.of(new Act("a task that is left", "system", () -> {
            TokenAnswer token = exchange(agent()).token();
            for (int i = 0; i < 3; i++) {
                decided(token, "invoices.delete");
            }
            return under(token, "agent.task.suspended.v1");
        }));
    }

    private Act byAnAdministratorInAPersonsSession() {
        return new Act("an owner's session that an administrator is in", "admin_impersonation", () -> {
            TestAgent agent = agent();
            realm.myAgents(impersonated()).suspend(agent).expect(200);
            return about(agent, "agent.suspended.v1");
        });
    }

    /** A token from alice's session that an administrator began. */
    private String impersonated() {
        Answer begun = realm.admin()
                .post("/users/" + scene.alice.id() + "/impersonation", Map.of())
                .expect(200);
        String cookies = begun.headers().allValues("Set-Cookie").stream()
                .map(cookie -> cookie.split(";", 2)[0])
                .filter(cookie -> !cookie.endsWith("="))
                .collect(Collectors.joining("; "));
        String location = realm.call(
                        "GET",
                        "/protocol/openid-connect/auth?response_type=code&scope=openid&client_id=other-app&redirect_uri="
                                + URLEncoder.encode(BACK, StandardCharsets.UTF_8),
                        "",
                        Map.of("Cookie", cookies))
                .expect(302)
                .header("Location")
                .orElseThrow();
        Matcher code = CODE.matcher(location);
        assertThat(code.find()).as(location).isTrue();
        return scene.other
                .tokenRequest(Form.of("grant_type", "authorization_code")
                        .and("code", code.group(1))
                        .and("redirect_uri", BACK))
                .token()
                .accessToken();
    }

    private TestAgent agent() {
        return scene.agent("agent-" + agents++, spec -> spec);
    }

    private Exchange exchange(TestAgent agent) {
        return agent.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails("[{\"type\":\"agent_task\"}]");
    }

    private TokenAnswer handed(TestAgent delegate) {
        TestAgent head = scene.agent("head-" + agents++, spec -> spec.delegates(delegate.clientId()));
        TokenAnswer token = head.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails(
                        Scene.details("'delegation':{'allowed_delegates':['" + delegate.clientId() + "']}"))
                .token();
        return head.exchange(token.accessToken()).audience(delegate.clientId()).token();
    }

    private TokenAnswer alone() {
        TestAgent agent = realm.agent(
                "alone-" + agents++,
                spec -> spec.owner(scene.alice)
                        .autonomous(List.of(Scene.READ), List.of("erp-api"), List.of("invoices.list")));
        return agent.clientCredentials(Scene.READ).token();
    }

    private String decided(TokenAnswer token, String operation) {
        return access.decide(token, operation, Map.of())
                .at("/context/decision_id")
                .asText();
    }

    private static String about(TestAgent agent, String type) {
        return "agent=" + agent.id() + "&type=" + type;
    }

    private static String of(TokenAnswer token, String type) {
        return "jti=" + token.claims().path("jti").asText() + "&type=" + type;
    }

    private static String under(TokenAnswer token, String type) {
        return "task=" + Scene.taskId(token) + "&type=" + type;
    }

    /**
     * Something that is done.
     *
     * @param query does it, and answers what finds its record
     */
    private record Act(String name, String kind, Supplier<String> query) {

        @Override
        public String toString() {
            return name + ": " + kind;
        }
    }
}
