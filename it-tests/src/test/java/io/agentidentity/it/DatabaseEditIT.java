package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.realm.AgentKey;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** What only somebody at the database can bring about is found. */
@DisabledIfSystemProperty(named = "keycloak.url", matches = ".+", disabledReason = "starts a server of its own")
@DisabledIfSystemProperty(
        named = "keycloak.launcher",
        matches = "container",
        disabledReason = "starts a server of its own")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseEditIT {

    private OwnDatabase own;
    private TestRealm realm;
    private Scene scene;

    @BeforeAll
    void start(@TempDir Path directory) {
        own = OwnDatabase.start(directory);
        realm = Realms.on(own.server()).create("edited");
        scene = new Scene(realm);
    }

    @AfterAll
    void stop() {
        own.close();
    }

    private boolean found(TestAgent agent, String code) {
        return own.database()
                        .number("select count(*) from AGENT_FINDING where AGENT_ID = ? and CODE = ?", agent.id(), code)
                == 1;
    }

    @Test
    void aRecordThatCannotBeReadHoldsUpNoOther() {
        TestAgent broken = scene.agent("broken", spec -> spec);
        await().until(() -> found(broken, "no_sponsor"));
        own.database().update("update AGENT set STRICTNESS = '{', EXAMINED_AT = 0 where ID = ?", broken.id());
        await().until(() -> found(broken, "unreadable"));
        TestAgent beside = scene.agent("beside", spec -> spec);
        await().until(() -> found(beside, "no_sponsor"));
        assertThat(found(beside, "unreadable")).isFalse();

        own.database().update("update AGENT set STRICTNESS = '{}', EXAMINED_AT = 0 where ID = ?", broken.id());
        await().until(() -> !found(broken, "unreadable"));
    }

    @Test
    void aKeyThatTwoAgentsHaveIsFoundAtTheOneThatWasNotGivenIt() {
        TestAgent holder = scene.agent("key-holder", spec -> spec);
        TestAgent twin = scene.agent("key-twin", spec -> spec);
        own.database()
                .update(
                        "update CLIENT_ATTRIBUTES set \"VALUE\" = (select o.\"VALUE\" from CLIENT_ATTRIBUTES o"
                                + " where o.NAME = 'jwks.string' and o.CLIENT_ID = ?)"
                                + " where NAME = 'jwks.string' and CLIENT_ID = ?",
                        holder.id(),
                        twin.id());
        realm.admin().post("/clear-realm-cache").expect(204);

        JsonNode findings = posture(twin);
        assertThat(findings.findValuesAsText("code")).contains("shared_key", "changed_outside");
        assertThat(posture(holder).findValuesAsText("code")).doesNotContain("shared_key", "changed_outside");
        assertThat(twin.with(holder.key()).clientCredentials().status()).isIn(400, 401);
        assertThat(twin.clientCredentials().status()).isIn(400, 401);

        JsonNode key = AgentKey.generate().publicJwk();
        twin.patch(Json.parse("{\"credential\":{\"type\":\"private_key_jwt\",\"jwks\":{\"keys\":[" + key + "]}}}"))
                .expect(200);
        assertThat(posture(twin).findValuesAsText("code")).doesNotContain("shared_key", "changed_outside");
    }

    private JsonNode posture(TestAgent agent) {
        return realm.admin().get(agent.path("/posture")).expect(200).json();
    }
}
