package io.agentidentity.it;

import static io.agentidentity.it.AgentExchangeIT.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.AdminApi;
import io.agentidentity.it.realm.AgentKey;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.Person;
import io.agentidentity.it.realm.ResourceServer;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Keycloak's fine-grained admin permissions give nobody a right over agents, and what people change about themselves none either. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FgapIT {

    private static final Map<String, ?> MAPPER = Map.of(
            "name",
            "act",
            "protocol",
            "openid-connect",
            "protocolMapper",
            "oidc-hardcoded-claim-mapper",
            "config",
            Map.of("claim.name", "act", "claim.value", "root", "access.token.claim", "true"));

    private final TestRealm realm;
    private final Scene scene;
    private final AdminApi admin;
    private final String permissions;

    FgapIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
        admin = realm.admin();
        change("adminPermissionsEnabled", true);
        permissions = "/clients/" + realm.clientUuid("admin-permissions") + "/authz/resource-server";
    }

    private void change(String member, Object value) {
        ObjectNode settings = (ObjectNode) admin.get("").expect(200).json();
        settings.set(member, Json.of(value));
        admin.put("", settings).expect(204);
    }

    /** Lets a person do this with all clients or users, or with some. */
    private void permit(Person person, String type, List<String> scopes, List<String> resources) {
        String name = person.username() + " " + type;
        String policy = admin.post(permissions + "/policy/user", Map.of("name", name, "users", List.of(person.id())))
                .expect(201)
                .json()
                .path("id")
                .asText();
        admin.post(
                        permissions + "/permission/scope",
                        Map.of(
                                "name",
                                name + " may",
                                "resourceType",
                                type,
                                "scopes",
                                scopes,
                                "policies",
                                List.of(policy),
                                "resources",
                                resources))
                .expect(201);
    }

    @Test
    void ac58ADelegatedAdministratorOfClientsAndUsersChangesNoAgentAndIsNoServiceAccount() {
        Person person = realm.person("delegated");
        permit(person, "Clients", List.of("view", "manage", "map-roles"), List.of());
        permit(
                person,
                "Users",
                List.of("view", "manage", "map-roles", "manage-group-membership", "impersonate"),
                List.of());
        AdminApi delegated = realm.adminAs(person);
        ObjectNode portal = (ObjectNode)
                delegated.get("/clients/" + scene.portal.id()).expect(200).json();
        delegated
                .put("/clients/" + scene.portal.id(), portal.put("description", "mine to change"))
                .expect(204);
        // With a login of its own, which Keycloak ends by this.
        realm.adminAs(person)
                .post("/users/" + scene.bob.id() + "/impersonation")
                .expect(200);

        String client = "/clients/" + scene.clerk.id();
        JsonNode untouched = admin.client(scene.clerk.id());
        ObjectNode before = (ObjectNode) delegated.get(client).expect(200).json();
        for (String flow :
                List.of("standardFlowEnabled", "directAccessGrantsEnabled", "fullScopeAllowed", "publicClient")) {
            assertThat(delegated.put(client, before.deepCopy().put(flow, true)).status())
                    .as(flow)
                    .isEqualTo(400);
        }
        conflict(delegated.post(client + "/protocol-mappers/models", MAPPER));
        conflict(delegated.post(client + "/client-secret"));
        conflict(delegated.post(client + "/registration-access-token"));

        String account = "/users/" + scene.clerk.serviceAccountId();
        JsonNode user = delegated.get(account).expect(200).json();
        JsonNode role = admin.get("/roles/offline_access").json();
        String group = admin.post("/groups", Map.of("name", "admins")).createdId();
        conflict(delegated.put(account, ((ObjectNode) user.deepCopy()).put("firstName", "x")));
        conflict(delegated.post(account + "/role-mappings/realm", List.of(role)));
        conflict(delegated.put(account + "/groups/" + group, Map.of()));
        conflict(delegated.put(
                account + "/reset-password", Map.of("type", "password", "value", "x", "temporary", false)));
        conflict(delegated.post(account + "/impersonation"));
        assertThat(admin.client(scene.clerk.id())).isEqualTo(untouched);
        assertThat(admin.get(account + "/role-mappings").json()).isEmpty();
        assertThat(admin.get(account + "/groups").json()).isEmpty();

        assertThat(delegated.get("/agents").status()).isEqualTo(403);
        assertThat(delegated.patch(scene.clerk.path(""), Map.of("owner", "bob")).status())
                .isEqualTo(403);
        realm.resourceServer("delegated-bot");
        assertThat(delegated.post("/agents/adopt", adoption("delegated-bot")).status())
                .isEqualTo(403);
    }

    @Test
    void ac58APermissionOnOneClientLetsThatOneBeAdoptedAndNoOther() {
        ResourceServer mine = realm.resourceServer("my-bot");
        realm.resourceServer("not-my-bot");
        realm.adminUser("narrow", "manage-agents");
        String id = admin.get("/users?username=narrow").json().at("/0/id").asText();
        Person narrow = new Person(id, "narrow", scene.alice.password());
        permit(narrow, "Clients", List.of("view", "manage"), List.of(mine.id()));
        AdminApi api = realm.adminAs(narrow);
        assertThat(api.post("/agents/adopt", adoption("not-my-bot")).status()).isEqualTo(403);
        api.post("/agents/adopt", adoption("my-bot")).expect(200);
    }

    @Test
    void ac55WhatPeopleChangeAboutThemselvesMakesThemNoOwner() {
        change("editUsernameAllowed", true);
        ObjectNode profile =
                (ObjectNode) admin.get("/users/profile").expect(200).json();
        admin.put("/users/profile", profile.put("unmanagedAttributePolicy", "ENABLED"))
                .expect(200);
        Person owner = realm.person("olivia");
        Person mallory = realm.person("mallory");
        TestAgent agent = scene.agent("olivias", spec -> spec.owner(owner));
        account(owner, "olivia-before", Map.of());
        account(
                mallory,
                "olivia",
                Map.of("agent.owner", List.of("olivia"), "owner", List.of(agent.id()), "may_act", List.of("olivias")));

        assertThat(agent.record().at("/owner/id").asText()).isEqualTo(owner.id());
        Person renamed = new Person(mallory.id(), "olivia", mallory.password());
        assertThat(scene.myAgents(renamed).list().expect(200).json()).isEmpty();
        assertThat(scene.myAgents(renamed).suspend(agent).status()).isEqualTo(404);
        refused(
                agent.exchange(scene.portal.login(renamed, Scene.READ).accessToken())
                        .audience("erp-api")
                        .send(),
                "invalid_request");
        Person before = new Person(owner.id(), "olivia-before", owner.password());
        assertThat(agent.exchange(scene.portal.login(before, Scene.READ).accessToken())
                        .audience("erp-api")
                        .send()
                        .status())
                .isEqualTo(200);
    }

    private void account(Person person, String username, Map<String, List<String>> attributes) {
        Map<String, ?> self = Map.of(
                "username",
                username,
                "firstName",
                "Some",
                "lastName",
                "Body",
                "email",
                person.username() + "@example.org",
                "attributes",
                attributes);
        realm.call("POST", "/account", self, scene.other.login(person).accessToken())
                .expect(204);
    }

    private static ObjectNode adoption(String clientId) {
        ObjectNode body = Json.object().put("clientId", clientId).put("owner", "alice");
        body.putObject("credential")
                .put("type", "private_key_jwt")
                .putObject("jwks")
                .putArray("keys")
                .add(AgentKey.generate().publicJwk());
        return body;
    }

    private static void conflict(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(409);
        assertThat(answer.json().path("errorMessage").asText()).contains("agents API");
    }
}
