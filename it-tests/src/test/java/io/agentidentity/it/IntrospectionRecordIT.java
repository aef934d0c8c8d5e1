package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A realm decides whether looks at tokens are recorded. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IntrospectionRecordIT {

    private static final String TYPE = "type=agent.token.introspected.v1";

    private final TestRealm realm;
    private final Scene scene;

    IntrospectionRecordIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
    }

    private void record(String which) {
        ObjectNode settings =
                (ObjectNode) realm.admin().get("/agents/settings").expect(200).json();
        settings.putObject("audit").put("introspection", which);
        realm.admin().put("/agents/settings", settings).expect(200);
    }

    private JsonNode looks(TokenAnswer token) {
        return realm.audit(TYPE + "&jti=" + token.claims().path("jti").asText());
    }

    @Test
    void noneOrThoseThatFoundNothingOrAll() {
        assertThat(realm.admin()
                        .get("/agents/settings")
                        .expect(200)
                        .json()
                        .at("/audit/introspection")
                        .asText())
                .isEqualTo("none");
        TokenAnswer token = scene.exchange().token();
        scene.erp.introspect(token.accessToken()).expect(200);
        scene.stranger.introspect(token.accessToken()).expect(200);
        assertThat(looks(token)).isEmpty();

        record("refused");
        scene.erp.introspect(token.accessToken()).expect(200);
        scene.stranger.introspect(token.accessToken()).expect(200);
        JsonNode refused = looks(token);
        assertThat(refused).hasSize(1);
        assertThat(refused.at("/0/data/outcome").asText()).isEqualTo("refused");
        assertThat(refused.at("/0/data/actor_kind").asText()).isEqualTo("workload");
        assertThat(refused.at("/0/data/actor/client_id").asText()).isEqualTo("stranger");
        assertThat(refused.at("/0/data/agent/client_id").asText()).isEqualTo("ap-clerk");
        assertThat(refused.at("/0/subject").asText()).isEqualTo(Scene.taskId(token));

        record("all");
        scene.erp.introspect(token.accessToken()).expect(200);
        JsonNode all = looks(token);
        assertThat(all).hasSize(2);
        assertThat(all.at("/0/data/outcome").asText()).isEqualTo("permitted");
        assertThat(all.at("/0/data/actor/client_id").asText()).isEqualTo("erp-api");
        assertThat(all.at("/0/data/principal/sub").asText()).isEqualTo(scene.alice.id());
        record("none");
    }

    @Test
    void anotherWordIsRefused() {
        assertThat(realm.admin()
                        .put("/agents/settings", Map.of("audit", Map.of("introspection", "some")))
                        .status())
                .isEqualTo(400);
    }
}
