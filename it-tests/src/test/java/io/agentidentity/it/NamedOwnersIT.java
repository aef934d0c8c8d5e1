package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Person;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Whose agents are meant: by id, by username, and for the owner or sponsor who asks. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NamedOwnersIT {

    private final TestRealm realm;
    private final Scene scene;

    NamedOwnersIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
    }

    @Test
    void aKillOfAnOwnerWhomNobodyKnowsIsNoSuccess() {
        Answer answer = realm.admin().post("/agents/kill?owner=alcie");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().path("errorMessage").asText()).contains("alcie");
        Person without = realm.person("without-agents");
        assertThat(realm.admin()
                        .post("/agents/kill?owner=" + without.username())
                        .expect(200)
                        .json()
                        .path("agents"))
                .isEmpty();
    }

    @Test
    void aUsernameThatIsTheIdOfSomebodyElseCapturesNothing() {
        Person owner = realm.person("impersonated");
        TestAgent agent = realm.agent("of-the-impersonated", spec -> spec.owner(owner));
        Person attacker = realm.person(owner.id());
        TestAgent decoy = realm.agent("decoy", spec -> spec.owner(attacker));
        assertThat(clientIds("/agents?owner=" + owner.id())).containsExactly("of-the-impersonated");

        JsonNode killed = realm.admin()
                .post("/agents/kill?owner=" + owner.id())
                .expect(200)
                .json();
        assertThat(killed.path("agents").findValuesAsText("clientId")).containsExactly("of-the-impersonated");
        assertThat(decoy.record().path("status").asText()).isEqualTo("active");

        agent.activate().expect(200);
        realm.admin().delete("/users/" + owner.id()).expect(204);
        assertThat(realm.admin()
                        .post("/agents/kill?owner=" + owner.id())
                        .expect(200)
                        .json()
                        .path("agents")
                        .findValuesAsText("clientId"))
                .as("also when the person is gone")
                .containsExactly("of-the-impersonated");
        assertThat(decoy.record().path("status").asText()).isEqualTo("active");
    }

    @Test
    void ownAgentsComeInPages() {
        Person person = realm.person("pager");
        String group = realm.group("pagers");
        realm.join(person, group);
        for (String clientId : List.of("own-b", "own-a", "own-c")) {
            realm.agent(clientId, spec -> spec.owner(person));
        }
        realm.agent("own-retired", spec -> spec.owner(person)).retire().expect(200);
        realm.agent("own-both", spec -> spec.owner(person).sponsors(person));
        realm.agent("sponsored-b", spec -> spec.owner(scene.bob).sponsors(person));
        realm.agent(
                "sponsored-a",
                spec -> spec.owner(scene.bob)
                        .json(json -> json.putArray("sponsors")
                                .addObject()
                                .put("type", "group")
                                .put("id", group)));
        List<String> all = List.of("own-a", "own-b", "own-both", "own-c", "sponsored-a", "sponsored-b");
        String token = scene.portal.login(person).accessToken();
        assertThat(page(token, "")).isEqualTo(all);
        for (int first = 0; first <= all.size(); first++) {
            assertThat(page(token, "?max=2&first=" + first))
                    .isEqualTo(all.subList(first, Math.min(all.size(), first + 2)));
        }
        assertThat(page(token, "?max=0")).isEmpty();
        for (String wrong : List.of("first=-1", "max=x")) {
            assertThat(realm.call("GET", "/agents/me/agents?" + wrong, "", token)
                            .status())
                    .isEqualTo(400);
        }
        JsonNode sponsored = realm.call("GET", "/agents/me/agents?first=4", "", token)
                .expect(200)
                .json();
        assertThat(sponsored.findValuesAsText("role")).containsExactly("sponsor", "sponsor");
        realm.setEnabled(scene.bob, false);
        JsonNode free = realm.call("GET", "/agents/me/agents?first=4", "", token)
                .expect(200)
                .json();
        assertThat(free.findValuesAsText("mayTakeOver")).containsExactly("false", "true");
    }

    private List<String> page(String token, String query) {
        return realm.call("GET", "/agents/me/agents" + query, "", token)
                .expect(200)
                .json()
                .findValuesAsText("clientId");
    }

    private List<String> clientIds(String path) {
        return realm.admin().get(path).expect(200).json().findValuesAsText("clientId");
    }
}
