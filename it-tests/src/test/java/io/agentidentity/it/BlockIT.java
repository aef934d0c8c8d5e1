package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Exchange;
import io.agentidentity.it.realm.Person;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** "Not in my name": an agent that may not work for a person. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BlockIT {

    private final TestRealm realm;
    private final Scene scene;
    private int agents;

    BlockIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
    }

    @Test
    void aPersonKeepsAnAgentFromWorkingForThemAndLetsItAgain() {
        TestAgent agent = bobs();
        String login = login(scene.alice);
        TokenAnswer explicit = task(agent, login);
        TokenAnswer implicit = agent.exchange(login).audience("erp-api").token();
        TokenAnswer ofBob = task(agent, login(scene.bob));

        JsonNode set = mine(scene.alice, "PUT", agent.clientId()).expect(200).json();
        assertThat(set.path("tasksEnded").asInt()).isEqualTo(2);
        assertThat(set.path("tokensEnded").asInt()).isEqualTo(2);
        assertThat(scene.active(explicit)).isFalse();
        assertThat(scene.active(implicit)).isFalse();
        refusedAsBlocked(agent.exchange(login).audience("erp-api"));
        refusedAsBlocked(agent.exchange(login(scene.alice)).audience("erp-api"));
        scene.refused(agent.exchange(explicit.accessToken()), "invalid_request");
        assertThat(scene.active(ofBob)).as("another person's").isTrue();
        assertThat(agent.exchange(ofBob.accessToken()).send().status()).isEqualTo(200);
        assertThat(realm.audit("type=agent.block.set.v1&agent=" + agent.clientId()))
                .hasSize(1);

        JsonNode list = mine(scene.alice, "GET", "").expect(200).json();
        assertThat(list.findValuesAsText("agentClientId")).contains(agent.clientId());
        assertThat(list.findValuesAsText("by")).contains("principal");
        assertThat(mine(scene.alice, "DELETE", agent.id()).expect(200).body()).isEqualTo("[]");
        assertThat(realm.audit("type=agent.block.lifted.v1&agent=" + agent.clientId()))
                .hasSize(1);
        assertThat(scene.active(explicit)).isFalse();
        scene.refused(agent.exchange(explicit.accessToken()), "invalid_request");
        scene.refused(agent.exchange(login).audience("erp-api"), "access_denied");
        assertThat(task(agent, login(scene.alice)).json().has("access_token")).isTrue();
    }

    @Test
    void whoSetABlockOrAnAdministratorLiftsIt() {
        TestAgent agent = bobs();
        mine(scene.alice, "PUT", agent.clientId()).expect(200);
        owners(scene.bob, agent, "PUT", "alice").expect(200);
        admin(agent, "PUT", "alice").expect(200);
        assertThat(byAdmin(agent).findValuesAsText("by")).containsExactlyInAnyOrder("principal", "owner", "admin");

        assertThat(owners(scene.bob, agent, "DELETE", "alice")
                        .expect(200)
                        .json()
                        .findValuesAsText("by"))
                .containsExactlyInAnyOrder("principal", "admin");
        assertThat(mine(scene.alice, "DELETE", agent.clientId())
                        .expect(200)
                        .json()
                        .findValuesAsText("by"))
                .containsExactly("admin");
        refusedAsBlocked(agent.exchange(login(scene.alice)).audience("erp-api"));
        mine(scene.alice, "PUT", agent.clientId()).expect(200);
        assertThat(admin(agent, "DELETE", "alice").expect(200).body()).isEqualTo("[]");
        assertThat(byAdmin(agent)).isEmpty();
        assertThat(agent.exchange(login(scene.alice)).audience("erp-api").send().status())
                .isEqualTo(200);
    }

    @Test
    void nobodyLearnsFromItWhichAgentsAndPeopleThereAre() {
        Answer none = mine(scene.alice, "PUT", "no-such-agent");
        TestAgent bobsOwn = realm.agent(
                "bobs-own", spec -> spec.owner(scene.bob).scopes(Scene.READ).targets("erp-api"));
        Answer foreign = mine(scene.alice, "PUT", bobsOwn.clientId());
        assertThat(foreign.status()).isEqualTo(404);
        assertThat(foreign.body()).isEqualTo(none.body());
        assertThat(owners(scene.alice, bobsOwn, "PUT", "bob").status()).isEqualTo(404);
        Answer unknown = owners(scene.bob, bobsOwn, "PUT", "nobody-of-that-name");
        assertThat(unknown.status()).isEqualTo(200);
        assertThat(unknown.body())
                .isEqualTo(owners(scene.bob, bobsOwn, "PUT", "alice").body());
        assertThat(admin(bobsOwn, "PUT", "nobody-of-that-name").status()).isEqualTo(404);
    }

    @Test
    void workIsNotHandedDownToAnAgentThatMayNotDoIt() {
        TestAgent delegate = bobs();
        TestAgent head = scene.agent("head-of-blocked", spec -> spec.delegates(delegate.clientId()));
        TokenAnswer token = head.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails("[{\"type\":\"agent_task\",\"delegation\":{\"allowed_delegates\":[\""
                        + delegate.clientId() + "\"]}}]")
                .token();
        TokenAnswer handed =
                head.exchange(token.accessToken()).audience(delegate.clientId()).token();
        TokenAnswer child = delegate.exchange(handed.accessToken()).token();
        mine(scene.alice, "PUT", delegate.clientId()).expect(200);
        assertThat(scene.active(child)).isFalse();
        assertThat(scene.active(token)).isTrue();
        scene.refused(delegate.exchange(handed.accessToken()), "invalid_request");
        refusedAsBlocked(head.exchange(token.accessToken()).audience(delegate.clientId()));
    }

    @Test
    void blocksGoWithThePersonAndTheAgent() {
        TestAgent agent = bobs();
        Person leaver = realm.person("leaver");
        admin(agent, "PUT", "leaver").expect(200);
        realm.admin().delete("/users/" + leaver.id()).expect(204);
        assertThat(byAdmin(agent)).isEmpty();
        mine(scene.alice, "PUT", agent.clientId()).expect(200);
        realm.admin().delete(agent.path("")).expect(204);
        assertThat(mine(scene.alice, "GET", "").expect(200).json().findValuesAsText("agentId"))
                .doesNotContain(agent.id());
    }

    /** An agent of bob that may work for everybody. */
    private TestAgent bobs() {
        return scene.agent(
                "everybodys-" + agents++,
                spec -> spec.owner(scene.bob)
                        .json(json -> json.withObject("/delegation")
                                .put("rule", "role")
                                .put("role", "default-roles-" + realm.name())));
    }

    private String login(Person person) {
        return scene.portal.login(person, Scene.READ, Scene.WRITE).accessToken();
    }

    private static TokenAnswer task(TestAgent agent, String login) {
        return agent.exchange(login)
                .audience("erp-api")
                .authorizationDetails("[{\"type\":\"agent_task\"}]")
                .token();
    }

    private Answer mine(Person person, String method, String agent) {
        return call(method, "/agents/me/blocks" + (agent.isEmpty() ? "" : "/" + agent), person);
    }

    private Answer owners(Person owner, TestAgent agent, String method, String user) {
        return call(method, "/agents/me/agents/" + agent.id() + "/blocks/" + user, owner);
    }

    private Answer call(String method, String path, Person person) {
        return realm.call(
                method,
                path,
                "PUT".equals(method) ? "{\"reason\":\"not in my name\"}" : "",
                scene.other.login(person).accessToken());
    }

    private Answer admin(TestAgent agent, String method, String user) {
        String path = agent.path("/blocks/" + user);
        return "PUT".equals(method)
                ? realm.admin().put(path, Map.of("reason", "asked to"))
                : realm.admin().delete(path);
    }

    private JsonNode byAdmin(TestAgent agent) {
        return realm.admin().get(agent.path("/blocks")).expect(200).json();
    }

    private void refusedAsBlocked(Exchange exchange) {
        assertThat(scene.refused(exchange, "access_denied").errorDescription()).startsWith("blocked");
    }
}
