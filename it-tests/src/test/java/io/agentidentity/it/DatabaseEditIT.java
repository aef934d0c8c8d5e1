package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.realm.AgentKey;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.TestAgent;
import org.junit.jupiter.api.Test;

/** What only somebody at the database can bring about is found. */
class DatabaseEditIT extends OnOwnDatabase {

    DatabaseEditIT() {
        super("edited");
    }

    private boolean found(TestAgent agent, String code) {
        return database.number("select count(*) from AGENT_FINDING where AGENT_ID = ? and CODE = ?", agent.id(), code)
                == 1;
    }

    @Test
    void aRecordThatCannotBeReadHoldsUpNoOther() {
        TestAgent broken = scene.agent("broken", spec -> spec);
        await().until(() -> found(broken, "no_sponsor"));
        database.update("update AGENT set STRICTNESS = '{', EXAMINED_AT = 0 where ID = ?", broken.id());
        await().until(() -> found(broken, "unreadable"));
        TestAgent beside = scene.agent("beside", spec -> spec);
        await().until(() -> found(beside, "no_sponsor"));
        assertThat(found(beside, "unreadable")).isFalse();

        database.update("update AGENT set STRICTNESS = '{}', EXAMINED_AT = 0 where ID = ?", broken.id());
        await().until(() -> !found(broken, "unreadable"));
    }

    @Test
    void aKeyThatTwoAgentsHaveIsFoundAtTheOneThatWasNotGivenIt() {
        TestAgent holder = scene.agent("key-holder", spec -> spec);
        TestAgent twin = scene.agent("key-twin", spec -> spec);
        database.update(
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
