package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.it.directory.CachePolicy;
import io.agentidentity.it.directory.Directory;
import io.agentidentity.it.junit.AllowServerErrors;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.AdminApi;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.Person;
import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is looked after although nobody calls: what is broken costs nobody else anything, and findings appear by themselves. */
@KeycloakTest
class ChoresIT {

    private static final String INACTIVE = "{\"active\":false}";

    @Test
    void anAgentWithASecondServiceAccountCostsNobodyElseTheirExamination(Realms realms) {
        TestRealm broken = realms.create("broken");
        Scene there = new Scene(broken);
        await().until(() -> codes(broken, "ap-clerk").contains("no_sponsor"));
        ObjectNode account = Json.object()
                .put("username", "a-second-account")
                .put("enabled", true)
                .put("serviceAccountClientId", "ap-clerk");
        ObjectNode document = Json.object().put("ifResourceExists", "FAIL");
        document.putArray("users").add(account);
        broken.admin().post("/partialImport", document).expect(200);
        // Keycloak remembers which account is the one.
        broken.admin().post("/clear-user-cache").expect(204);
        there.clerk.patch(Map.of("description", "first in line")).expect(200);
        await().until(() -> codes(broken, "ap-clerk").contains("changed_outside"));

        TestRealm fine = realms.create("fine");
        new Scene(fine);
        await().until(() -> codes(fine, "ap-clerk").contains("no_sponsor"));
        there.agent("beside", spec -> spec);
        await().until(() -> codes(broken, "beside").contains("no_sponsor"));
    }

    @Test
    void findingsAppearAndGoWithoutAnybodyLookingAtTheAgent(Realms realms) {
        TestRealm own = realms.create("by-itself");
        Scene there = new Scene(own);
        Person sponsor = own.person("sponsor");
        TestAgent agent = there.agent("watched", spec -> spec);
        await().until(() -> codes(own, "watched").contains("no_sponsor"));
        agent.patch(Map.of("sponsors", List.of(Map.of("type", "user", "id", sponsor.id()))))
                .expect(200);
        await().until(() -> !codes(own, "watched").contains("no_sponsor"));
        agent.patch(Map.of("expiresAt", "2020-01-01T00:00:00Z")).expect(200);
        await().until(() -> codes(own, "watched").contains("expired"));
    }

    @Test
    void aMapperOfAnOrdinaryClientThatWritesActIsFoundByItself(Realms realms) {
        TestRealm own = realms.create("mapped");
        Scene there = new Scene(own);
        ObjectNode mapper = Json.object()
                .put("name", "imitates")
                .put("protocol", "openid-connect")
                .put("protocolMapper", "oidc-hardcoded-claim-mapper");
        mapper.putObject("config").put("claim.name", "may_act.client_id").put("claim.value", "ap-clerk");
        own.admin()
                .post("/clients/" + there.portal.id() + "/protocol-mappers/models", mapper)
                .expect(201);
        await().until(() -> {
            JsonNode rows = own.admin()
                    .get("/agents/posture/findings?code=claim_mapper")
                    .expect(200)
                    .json();
            return rows.findValuesAsText("detail").contains("client portal, mapper imitates writes may_act.client_id");
        });
    }

    @Test
    void countsAreTrueBeyondWhatIsKept(Realms realms) {
        TestRealm own = realms.create("many");
        AdminApi admin = own.admin();
        IntStream.range(0, 103)
                .forEach(i -> admin.post(
                                "/clients",
                                Map.of("clientId", "says-so-" + i, "attributes", Map.of("agent.owner", "alice")))
                        .expect(201));
        JsonNode counts = admin.get("/agents/posture").expect(200).json();
        assertThat(counts.at("/agents/declared").asInt()).isEqualTo(103);
        assertThat(counts.at("/findings/0/code").asText()).isEqualTo("declared_only");
        assertThat(counts.at("/findings/0/count").asInt()).isEqualTo(103);
        assertThat(counts.at("/severities/low").asInt()).isEqualTo(103);
    }

    @Test
    @AllowServerErrors(
            "(Uncaught server error: .* (LDAP server is unavailable|Failed to fetch results from the LDAP)|Could not query server)")
    void aDirectoryThatDoesNotTellGroupsRefusesAndFreezesNothing(Realms realms) {
        TestRealm there = realms.create("mapped-groups");
        Scene cast = new Scene(there);
        try (Directory directory = Directory.create()) {
            directory.mapGroups(there, directory.federate(there, CachePolicy.DEFAULT));
            Person lea = directory.person(there, "lea");
            directory.group("stewards", lea);
            there.group("stewards");
            there.settings(Map.of("ownerGroup", "/stewards")).expect(200);
            TestAgent agent = there.agent(
                    "leas-agent",
                    spec -> spec.owner(lea).apps(cast.portal).scopes(Scene.READ).targets("erp-api"));
            String login = cast.portal.login(lea, Scene.READ).accessToken();
            TokenAnswer token = agent.exchange(login).audience("erp-api").token();
            assertThat(cast.active(token)).isTrue();

            directory.stop();
            // What Keycloak still knows of her groups counts for as long as it keeps that.
            there.admin().post("/clear-user-cache").expect(204);
            Answer asked = cast.erp.introspect(token.accessToken());
            assertThat(asked.status()).as(asked.toString()).isEqualTo(200);
            assertThat(asked.body()).isEqualTo(INACTIVE);
            Answer away = agent.exchange(login).audience("erp-api").send();
            assertThat(away.status()).as(away.toString()).isEqualTo(503);
            assertThat(agent.record().path("orphanedSince").isNull()).isTrue();

            directory.start();
            await("the same token").until(() -> cast.active(token));
            assertThat(there.audit("type=agent.owner.disabled.v1&agent=leas-agent"))
                    .isEmpty();
        }
    }

    /** What was found of an agent, as it is kept; asking for it examines nothing. */
    private static List<String> codes(TestRealm realm, String clientId) {
        List<JsonNode> rows = new ArrayList<>();
        realm.admin()
                .get("/agents/posture/findings?max=1000")
                .expect(200)
                .json()
                .forEach(rows::add);
        return rows.stream()
                .filter(row -> clientId.equals(row.at("/agent/clientId").asText()))
                .map(row -> row.path("code").asText())
                .toList();
    }
}
