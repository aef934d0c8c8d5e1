package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.junit.AllowServerErrors;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.AgentKey;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.App;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.Jwt;
import io.agentidentity.it.realm.Person;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import io.agentidentity.it.server.KeycloakServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What receivers of shared signals hear of endings and changes, and that nobody waits for them. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SignalIT {

    private static final String INACTIVE = "{\"active\":false}";

    private final TestRealm realm;
    private final Scene scene;
    private final App account;

    SignalIT(TestRealm realm) {
        this.realm = realm;
        realm.admin()
                .put("", Map.of("attributes", Map.of("ssf.transmitterEnabled", "true")))
                .expect(204);
        scene = new Scene(realm);
        account = realm.confidentialApp("account-app", "account");
    }

    @Test
    @Tag("smoke")
    void everythingEndsAsEverWhetherOrNotTheServerHasATransmitter() {
        TestAgent agent = scene.agent("with-or-without", spec -> spec);
        TokenAnswer first = task(agent, scene.login());
        realm.tasks(agent.actorToken().accessToken())
                .complete(Scene.taskId(first))
                .expect(200);
        TokenAnswer second = task(agent, scene.login());
        assertThat(risk(agent, "high").status()).isEqualTo(200);
        assertThat(agent.kill().expect(200).json().path("tasksEnded").asInt()).isEqualTo(1);
        dead(first);
        dead(second);
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class WhereTheServerHasATransmitter {

        private int receivers;

        @BeforeEach
        void thereIsOne() {
            assumeTrue(
                    realm.call("GET", "/.well-known/ssf-configuration", "", "").status() == 200,
                    "Keycloak before 26.7 has no transmitter");
        }

        @Test
        void ac80ARevokedTaskIsOneSetWithTaskPersonAndAgentAndNothingOfItsPurpose() {
            try (SignalReceiver receiver = receiver()) {
                TokenAnswer token = scene.clerk
                        .exchange(scene.login().accessToken())
                        .audience("erp-api")
                        .authorizationDetails("[{\"type\":\"agent_task\",\"purpose\":\"Pay the secret bill\"}]")
                        .token();
                long before = Instant.now().getEpochSecond();
                realm.tasks(account.login(scene.alice).accessToken())
                        .revoke(Scene.taskId(token), "my divorce")
                        .expect(200);
                Jwt set = receiver.receiveOne();
                JsonNode subject = set.claims().path("sub_id");
                assertThat(subject)
                        .isEqualTo(Json.parse("""
                                {"format": "complex",
                                 "session": {"format": "opaque", "id": "%s"},
                                 "user": {"format": "iss_sub", "iss": "%s", "sub": "%s"},
                                 "application": {"format": "opaque", "id": "ap-clerk"}}
                                """.formatted(Scene.taskId(token), realm.issuer(), scene.alice.id())));
                JsonNode event = event(set, "session-revoked");
                assertThat(event.path("initiating_entity").asText()).isEqualTo("user");
                assertThat(event.at("/reason_admin/en").asText()).isEqualTo("the task was revoked");
                assertThat(event.path("event_timestamp").asLong()).isBetween(before - 1, before + 10);
                assertThat(set.toString()).doesNotContain("divorce", "secret bill", "erp-api");
            }
        }

        @Test
        void aCompletedTaskIsOneToo() {
            try (SignalReceiver receiver = receiver()) {
                TokenAnswer token = task(scene.clerk, scene.login());
                realm.tasks(scene.clerk.actorToken().accessToken())
                        .complete(Scene.taskId(token))
                        .expect(200);
                Jwt set = receiver.receiveOne();
                assertThat(set.claims().at("/sub_id/session/id").asText()).isEqualTo(Scene.taskId(token));
                assertThat(event(set, "session-revoked").has("initiating_entity"))
                        .isFalse();
            }
        }

        @Test
        void aStoppedAgentIsOneSetHoweverManyTasksItHad() {
            TestAgent agent = scene.agent("busy", spec -> spec);
            try (SignalReceiver receiver = receiver()) {
                TokenAnswer login = scene.login();
                List<TokenAnswer> tokens = List.of(task(agent, login), task(agent, login), task(agent, login));
                assertThat(agent.kill().expect(200).json().path("tasksEnded").asInt())
                        .isEqualTo(3);
                tokens.forEach(SignalIT.this::dead);
                Jwt set = receiver.receiveOne();
                assertThat(set.claims().path("sub_id"))
                        .isEqualTo(Json.parse(
                                "{\"format\":\"complex\",\"application\":{\"format\":\"opaque\",\"id\":\"busy\"}}"));
                assertThat(event(set, "session-revoked")
                                .path("initiating_entity")
                                .asText())
                        .isEqualTo("admin");
            }
        }

        @Test
        void ac69ACompromisedAgentIsStoppedAtOnceAndReceiversAreTold(KeycloakServer server) {
            TestAgent agent = scene.agent("compromised", spec -> spec);
            try (SignalReceiver receiver = receiver()) {
                TokenAnswer login = scene.login();
                TokenAnswer one = task(agent, login);
                TokenAnswer other = task(agent, login);
                String actor = agent.actorToken().accessToken();
                assertThat(agent.kill().expect(200).json().path("tasksEnded").asInt())
                        .isEqualTo(2);
                dead(one);
                dead(other);
                scene.refused(agent.exchange(login.accessToken()).audience("erp-api"), "invalid_client");
                scene.refused(agent.exchange(one.accessToken()), "invalid_client");
                scene.refused(() -> agent.clientCredentials(), "invalid_client");
                assertThat(realm.tasks(actor).get(Scene.taskId(one)).status()).isEqualTo(401);
                Jwt set = receiver.receiveOne();
                assertThat(set.claims().at("/sub_id/application/id").asText()).isEqualTo("compromised");
                assertThat(event(set, "session-revoked")
                                .path("initiating_entity")
                                .asText())
                        .isEqualTo("admin");
                String signature = set.raw().substring(set.raw().lastIndexOf('.') + 1);
                assertThat(realm.audit("max=1000").toString()).doesNotContain(signature);
                server.log()
                        .ifPresent(log -> assertThat(
                                        String.join("\n", log.since(0)).contains(signature))
                                .as("AC-68: a SET in the log")
                                .isFalse());
            }
        }

        @Test
        void aDisabledPersonIsOneSetForEachOfTheirAgents() {
            Person frank = realm.person("frank");
            TestAgent agent = scene.agent(
                    "for-frank",
                    spec -> spec.json(json -> json.withObject("/delegation")
                            .put("rule", "role")
                            .put("role", "default-roles-" + realm.name())));
            try (SignalReceiver receiver = receiver()) {
                TokenAnswer login = scene.portal.login(frank, Scene.READ);
                task(agent, login);
                task(agent, login);
                realm.setEnabled(frank, false);
                JsonNode subject = receiver.receiveOne().claims().path("sub_id");
                assertThat(subject.at("/user/sub").asText()).isEqualTo(frank.id());
                assertThat(subject.at("/application/id").asText()).isEqualTo("for-frank");
                assertThat(subject.has("session")).isFalse();
            }
        }

        @Test
        void keysAndRiskOfAnAgentAreTold() {
            TestAgent agent = scene.agent("changes", spec -> spec);
            try (SignalReceiver receiver = receiver()) {
                realm.admin()
                        .post(
                                agent.path("/credential/rotate"),
                                Map.of(
                                        "jwk",
                                        Json.parse(
                                                AgentKey.generate().publicJwk().toString())))
                        .expect(200);
                Jwt rotated = receiver.receiveOne();
                assertThat(rotated.claims().at("/sub_id/application/id").asText())
                        .isEqualTo("changes");
                assertThat(event(rotated, "credential-change")
                                .path("change_type")
                                .asText())
                        .isEqualTo("update");
                assertThat(event(rotated, "credential-change")
                                .path("credential_type")
                                .asText())
                        .isEqualTo("private_key_jwt");

                assertThat(risk(agent, "high").status()).isEqualTo(200);
                JsonNode risen = event(receiver.receiveOne(), "risk-level-change");
                assertThat(risen.path("principal").asText()).isEqualTo("APPLICATION");
                assertThat(risen.path("previous_level").asText()).isEqualTo("LOW");
                assertThat(risen.path("current_level").asText()).isEqualTo("HIGH");
                assertThat(risen.path("risk_reason").asText()).isEqualTo("odd calls");
            }
        }

        @Test
        void aTaskThatMayDoMoreIsTold() {
            TestAgent agent = scene.agent("widens", spec -> spec);
            try (SignalReceiver receiver = receiver()) {
                TokenAnswer login = scene.login();
                TokenAnswer first = agent.exchange(login.accessToken())
                        .audience("erp-api")
                        .scope(Scene.READ)
                        .token();
                agent.exchange(login.accessToken())
                        .audience("erp-api")
                        .scope(Scene.WRITE)
                        .token();
                Jwt set = receiver.receiveOne();
                assertThat(set.claims().at("/sub_id/session/id").asText()).isEqualTo(Scene.taskId(first));
                assertThat(event(set, "token-claims-change").at("/claims/scope").asText())
                        .isEqualTo(Scene.READ + " " + Scene.WRITE);
            }
        }

        @Test
        void receiversHearOfTheSubjectsAndEventsThatAreTheirsOnly() {
            TestAgent agent = scene.agent("discreet", spec -> spec);
            try (SignalReceiver none = receiver("NONE", SignalReceiver.ALL);
                    SignalReceiver risk = receiver("ALL", List.of("risk-level-change"));
                    SignalReceiver all = receiver()) {
                assertThat(risk.stream().path("events_delivered"))
                        .isEqualTo(Json.array(List.of(SignalReceiver.CAEP + "risk-level-change")));
                complete(agent);
                assertThat(risk(agent, "medium").status()).isEqualTo(200);
                all.receive(2);
                none.receive(0);
                event(risk.receiveOne(), "risk-level-change");

                none.add(scene.alice.id());
                complete(agent);
                assertThat(risk(agent, "low").status()).isEqualTo(200);
                event(none.receiveOne(), "session-revoked");

                none.add(agent.serviceAccountId());
                assertThat(risk(agent, "high").status()).isEqualTo(200);
                event(none.receiveOne(), "risk-level-change");
            }
        }

        @Test
        void aReceiverMayBePushedTo() {
            try (SignalReceiver receiver = SignalReceiver.pushed(realm, "pushed-" + receivers++)) {
                TokenAnswer token = task(scene.clerk, scene.login());
                realm.tasks(scene.clerk.actorToken().accessToken())
                        .complete(Scene.taskId(token))
                        .expect(200);
                assertThat(receiver.receiveOne()
                                .claims()
                                .at("/sub_id/session/id")
                                .asText())
                        .isEqualTo(Scene.taskId(token));
            }
        }

        @Test
        @AllowServerErrors({"Error delivering event", "Error deleting stream"})
        void noReceiverThatIsAwayOrSlowHoldsUpAnEnding() throws IOException {
            try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                    SignalReceiver slow = SignalReceiver.pushedTo(realm, "slow", silent.getLocalPort());
                    SignalReceiver away = SignalReceiver.pushedTo(realm, "away", 9)) {
                assertThat(slow.stream().path("stream_id"))
                        .isNotEqualTo(away.stream().path("stream_id"));
                for (int i = 0; i < 3; i++) {
                    TokenAnswer token = task(scene.clerk, scene.login());
                    String actor = scene.clerk.actorToken().accessToken();
                    realm.tasks(actor).complete(Scene.taskId(token)).expect(200);
                    dead(token);
                }
            }
        }

        private void complete(TestAgent agent) {
            TokenAnswer token = task(agent, scene.login());
            realm.tasks(agent.actorToken().accessToken())
                    .complete(Scene.taskId(token))
                    .expect(200);
        }

        private SignalReceiver receiver() {
            return receiver("ALL", SignalReceiver.ALL);
        }

        private SignalReceiver receiver(String subjects, List<String> events) {
            return SignalReceiver.polling(realm, "receiver-" + receivers++, subjects, events);
        }

        private static JsonNode event(Jwt set, String type) {
            JsonNode event = set.claims().path("events").path(SignalReceiver.CAEP + type);
            assertThat(event.isObject()).as("%s in %s", type, set).isTrue();
            return event;
        }
    }

    private Answer risk(TestAgent agent, String level) {
        return realm.admin().post(agent.path("/risk"), Map.of("level", level, "reason", "odd calls"));
    }

    private TokenAnswer task(TestAgent agent, TokenAnswer login) {
        return agent.exchange(login.accessToken())
                .audience("erp-api")
                .authorizationDetails("[{\"type\":\"agent_task\"}]")
                .token();
    }

    private void dead(TokenAnswer token) {
        assertThat(scene.erp.introspect(token.accessToken()).body()).isEqualTo(INACTIVE);
    }
}
