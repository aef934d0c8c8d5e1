package io.agentidentity.it;

import static io.agentidentity.it.AgentExchangeIT.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.App;
import io.agentidentity.it.realm.Form;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.ResourceServer;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A name in a record goes on meaning what it meant, whoever gets that name later. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NamesIT {

    private final TestRealm realm;
    private final Scene scene;

    NamesIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
    }

    @Test
    void ac12AnAgentThatIsGivenADelegatesNameGetsNoneOfItsWork() {
        TestAgent ocr = scene.agent("ocr-agent", spec -> spec);
        TestAgent colluder = scene.agent("colluder", spec -> spec);
        TestAgent head = scene.agent("head", spec -> spec.delegates("ocr-agent"));
        assertThat(handDown(head, "ocr-agent", "ocr-agent").status()).isEqualTo(200);

        rename(ocr, "ocr-agent-old");
        rename(colluder, "ocr-agent");

        notADelegate(handDown(head, "ocr-agent", "ocr-agent"));
        assertThat(handDown(head, "ocr-agent", "ocr-agent-old").status())
                .as("the one that was meant, by its new name")
                .isEqualTo(200);
        head.patch(Map.of("purpose", "written anew with the same names")).expect(200);
        notADelegate(handDown(head, "ocr-agent", "ocr-agent"));
        assertThat(dangling(head)).contains("ceiling.delegates ocr-agent is called ocr-agent-old by now");

        head.patch(Map.of("ceiling", Map.of("delegates", List.of()))).expect(200);
        head.patch(Map.of("ceiling", Map.of("delegates", List.of("ocr-agent")))).expect(200);
        assertThat(handDown(head, "ocr-agent", "ocr-agent").status())
                .as("taken out and put in again, it is the other one")
                .isEqualTo(200);
    }

    @Test
    void aDelegateThatIsNamedBeforeItIsMadeIsTheOneThatIsMadeUnderTheName() {
        TestAgent head = scene.agent("early-head", spec -> spec.delegates("late-reader"));
        TestAgent colluder = scene.agent("early-colluder", spec -> spec);
        rename(colluder, "late-reader");
        notADelegate(handDown(head, "late-reader", "late-reader"));
        head.patch(Map.of("purpose", "written anew")).expect(200);
        notADelegate(handDown(head, "late-reader", "late-reader"));
        rename(colluder, "early-colluder");
        scene.agent("late-reader", spec -> spec);
        assertThat(handDown(head, "late-reader", "late-reader").status()).isEqualTo(200);
    }

    @Test
    void aTargetsNameDoesNotLeadToAnotherServer() {
        ResourceServer books = realm.resourceServer("books");
        ResourceServer evil = realm.resourceServer("evil-books");
        books.createRole("clerk");
        evil.createRole("clerk");
        books.grantRole(scene.alice, "clerk");
        evil.grantRole(scene.alice, "clerk");
        TestAgent agent =
                scene.agent("bookkeeper", spec -> spec.targets("books").roles("books:clerk"));
        assertThat(agent.exchange(scene.login().accessToken())
                        .token()
                        .claims()
                        .at("/resource_access/books/roles/0")
                        .asText())
                .isEqualTo("clerk");

        books.update(Map.of("clientId", "books-2024")).expect(204);
        evil.update(Map.of("clientId", "books")).expect(204);
        refused(agent.exchange(scene.login().accessToken()).audience("books").send(), "invalid_target");
        TokenAnswer moved = agent.exchange(scene.login().accessToken()).token();
        assertThat(moved.claims().path("aud").asText()).isEqualTo("books-2024");
        assertThat(moved.claims().at("/resource_access/books-2024/roles/0").asText())
                .isEqualTo("clerk");
        assertThat(dangling(agent)).contains("ceiling.targets books is called books-2024 by now");

        realm.admin().delete("/clients/" + books.id()).expect(204);
        refused(agent.exchange(scene.login().accessToken()).send(), "invalid_target");
        refused(agent.exchange(scene.login().accessToken()).audience("books").send(), "invalid_target");
        agent.patch(Map.of("purpose", "a name that means nothing does not lock the record"))
                .expect(200);
        refused(agent.exchange(scene.login().accessToken()).audience("books").send(), "invalid_target");
        assertThat(dangling(agent)).contains("ceiling.targets books is another client by now");
    }

    @Test
    void anAppsNameDoesNotLetAnotherAppsTokensIn() {
        App shop = realm.confidentialApp("shop");
        App evil = realm.confidentialApp("evil-shop");
        realm.clientScope("shop:read", shop, evil);
        TestAgent agent = scene.agent(
                "shopkeeper", spec -> spec.apps(shop).scopes("shop:read").targets("erp-api"));
        assertThat(agent.exchange(shop.login(scene.alice, "shop:read").accessToken())
                        .send()
                        .status())
                .isEqualTo(200);

        realm.admin().delete("/clients/" + shop.id()).expect(204);
        evil.update(Map.of("clientId", "shop")).expect(204);
        TokenAnswer token = realm.tokenRequest(Form.of("grant_type", "password")
                        .and("client_id", "shop")
                        .and(
                                "client_secret",
                                realm.admin()
                                        .get("/clients/" + evil.id() + "/client-secret")
                                        .json()
                                        .path("value")
                                        .asText())
                        .and("username", "alice")
                        .and("password", scene.alice.password())
                        .and("scope", "openid shop:read"))
                .token();
        Answer refused = agent.exchange(token.accessToken()).send();
        refused(refused, "invalid_request");
        assertThat(refused.errorDescription()).startsWith("subject_token_not_for_agent");
        assertThat(dangling(agent)).contains("delegation.apps shop is another client by now");
    }

    @Test
    void aRoleOrGroupThatIsMadeAgainIsAnotherOne() {
        realm.admin().post("/roles", Map.of("name", "customer")).expect(201);
        String group = realm.group("customers");
        TestAgent byRole = ruled("by-role", Map.of("rule", "role", "role", "customer"));
        TestAgent byGroup = ruled("by-group", Map.of("rule", "group", "group", group));
        giveRole("customer");
        realm.join(scene.bob, group);
        assertThat(forBob(byRole).status()).isEqualTo(200);
        assertThat(forBob(byGroup).status()).isEqualTo(200);

        realm.admin().delete("/roles/customer").expect(204);
        realm.admin().delete("/groups/" + realm.groupId(group)).expect(204);
        assertThat(dangling(byRole)).contains("delegation.role customer is gone");
        assertThat(dangling(byGroup)).contains("delegation.group " + group + " is gone");
        realm.admin().post("/roles", Map.of("name", "customer")).expect(201);
        realm.group("customers");
        giveRole("customer");
        realm.join(scene.bob, group);
        refused(forBob(byRole), "invalid_request");
        refused(forBob(byGroup), "invalid_request");
        assertThat(dangling(byRole)).contains("is another one by now");
    }

    @Test
    void aRenamedClientsRecordFollowsAndIsNotLocked() {
        TestAgent agent = scene.agent("before", spec -> spec);
        rename(agent, "after");
        assertThat(agent.record().path("clientId").asText()).isEqualTo("after");
        agent.patch(Map.of("purpose", "still writable")).expect(200);
        ObjectNode client = (ObjectNode)
                realm.admin().get("/clients/" + agent.id()).expect(200).json();
        Answer spaced = realm.admin().put("/clients/" + agent.id(), client.put("clientId", "ap clerk"));
        assertThat(spaced.status()).as("a name that no agent may have").isEqualTo(400);
        assertThat(agent.record().path("clientId").asText()).isEqualTo("after");
        assertThat(realm.admin()
                        .patch(agent.path(""), Json.object().put("clientId", "elsewhere"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void codeThatMeansAnAgentIsNotWrittenToAnotherThatGotItsName() {
        TestAgent payer = scene.agent("payer", spec -> spec);
        TestAgent colluder = scene.agent("payers-colluder", spec -> spec.scopes(Scene.READ));
        ObjectNode code = Json.object().put("clientId", "payer").put("owner", "alice");
        code.putObject("ceiling").putArray("scopes").add(Scene.READ).add(Scene.WRITE);
        rename(payer, "payer-gone");
        rename(colluder, "payer");
        ObjectNode document = Json.object().put("version", 1);
        document.putArray("agents").add(code);
        Answer put = realm.admin().put("/agents/by-client-id/payer", code);
        assertThat(put.status()).as(put.toString()).isEqualTo(409);
        assertThat(realm.admin().post("/agents/import", document).status()).isEqualTo(400);
        assertThat(colluder.record().at("/ceiling/scopes").toString()).doesNotContain(Scene.WRITE);

        realm.admin().put(colluder.path(""), code).expect(200);
        realm.admin().put("/agents/by-client-id/payer", code).expect(200);
    }

    @Test
    void namesThatAreGoneAreFound() {
        ResourceServer files = realm.resourceServer("files");
        files.createRole("reader");
        realm.clientScope("files:read", scene.portal);
        realm.resource("https://files.example", files);
        TestAgent helper = scene.agent("helper", spec -> spec);
        TestAgent agent = scene.agent(
                "filer",
                spec -> spec.scopes("files:read")
                        .targets("files", "https://files.example")
                        .roles("files:reader")
                        .delegates("helper"));
        assertThat(dangling(agent)).isEmpty();
        realm.admin().delete("/clients/" + files.id() + "/roles/reader").expect(204);
        assertThat(dangling(agent)).contains("ceiling.roles files:reader is gone");
        realm.admin().delete("/clients/" + files.id()).expect(204);
        realm.admin().delete(helper.path("")).expect(204);
        JsonNode scopes = realm.admin().get("/client-scopes").json();
        scopes.valueStream()
                .filter(scope -> "files:read".equals(scope.path("name").asText()))
                .forEach(scope -> realm.admin()
                        .delete("/client-scopes/" + scope.path("id").asText())
                        .expect(204));
        assertThat(dangling(agent))
                .contains(
                        "ceiling.targets files is gone",
                        "ceiling.targets https://files.example belongs to no client",
                        "ceiling.delegates helper is gone",
                        "ceiling.scopes files:read is gone");
    }

    private TestAgent ruled(String clientId, Map<String, String> delegation) {
        return scene.agent(
                clientId, spec -> spec.json(json -> delegation.forEach(json.withObject("/delegation")::put)));
    }

    private void giveRole(String role) {
        JsonNode found = realm.admin().get("/roles/" + role).expect(200).json();
        realm.admin()
                .post("/users/" + scene.bob.id() + "/role-mappings/realm", List.of(found))
                .expect(204);
    }

    private Answer forBob(TestAgent agent) {
        return agent.exchange(scene.portal.login(scene.bob, Scene.READ).accessToken())
                .audience("erp-api")
                .send();
    }

    private void rename(TestAgent agent, String clientId) {
        agent.update(Map.of("clientId", clientId)).expect(204);
    }

    private Answer handDown(TestAgent head, String named, String to) {
        String details = "[{\"type\":\"agent_task\",\"delegation\":{\"allowed_delegates\":[\"" + named + "\"]}}]";
        TokenAnswer token = head.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails(details)
                .token();
        return head.exchange(token.accessToken()).audience(to).send();
    }

    private static void notADelegate(Answer answer) {
        refused(answer, "invalid_target");
        assertThat(answer.errorDescription()).startsWith("target_invalid");
    }

    private String dangling(TestAgent agent) {
        return realm.admin().get(agent.path("/posture")).expect(200).json().findParents("code").stream()
                .filter(finding ->
                        "dangling_reference".equals(finding.path("code").asText()))
                .map(finding -> finding.path("detail").asText())
                .findFirst()
                .orElse("");
    }
}
