package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.realm.AccessApi;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Exchange;
import io.agentidentity.it.realm.Person;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TokenAnswer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** While no record can be written nothing is issued, but whatever is to end ends, and its record comes later. */
class LateRecordIT extends OnOwnDatabase {

    private static final String DETAILS = "[{\"type\":\"agent_task\"}]";

    LateRecordIT() {
        super("late", "--spi-agent-chore--audit-pending--interval-seconds=2");
    }

    @Test
    void ac67EndingsHoldWithoutARecordAndTheRecordComesLate() {
        Person dora = realm.person("dora");
        TestAgent killed = scene.agent("killed", spec -> spec);
        TestAgent suspended = scene.agent("suspended", spec -> spec);
        TestAgent retired = scene.agent("retired", spec -> spec);
        TestAgent blocked = scene.agent("blocked", spec -> spec);
        TestAgent switchedOff = scene.agent("switched-off", spec -> spec);
        TestAgent removed = scene.agent("removed", spec -> spec);
        TestAgent deleted = scene.agent("deleted", spec -> spec);
        Person ella = realm.person("ella");
        Person finn = realm.person("finn");
        TestAgent ellas = scene.agent("ellas", spec -> scene.forEverybody(spec.owner(ella)));
        TestAgent everybodys = scene.agent("everybodys", scene::forEverybody);
        TestAgent doras = scene.agent("doras", spec -> scene.forEverybody(spec.owner(dora)));
        String actor = scene.clerk.actorToken().accessToken();
        TokenAnswer completed = task(scene.clerk);
        TokenAnswer paused = task(scene.clerk);
        TokenAnswer revoked = task(scene.clerk);
        TokenAnswer untouched = task(scene.clerk);
        Map<TokenAnswer, Supplier<Answer>> endings = new LinkedHashMap<>();
        endings.put(completed, () -> realm.tasks(actor).complete(Scene.taskId(completed)));
        endings.put(paused, () -> realm.tasks(actor).suspend(Scene.taskId(paused)));
        endings.put(revoked, () -> scene.clerk.revokeToken(revoked.accessToken()));
        endings.put(task(killed), killed::kill);
        endings.put(task(suspended), () -> suspended.suspend("odd"));
        endings.put(task(retired), retired::retire);
        endings.put(task(doras), () -> {
            realm.setEnabled(dora, false);
            return doras.kill();
        });
        endings.put(
                task(blocked),
                () -> realm.admin().put(blocked.path("/blocks/" + scene.alice.id()), Map.of("reason", "odd")));
        endings.put(task(switchedOff), () -> good(switchedOff.update(Map.of("enabled", false))));
        endings.put(task(removed), () -> good(realm.admin().delete("/clients/" + removed.id())));
        endings.put(task(deleted), () -> good(realm.admin().delete(deleted.path(""))));
        endings.put(task(ellas), () -> good(realm.admin().delete("/users/" + ella.id())));
        endings.put(
                everybodys
                        .exchange(scene.portal.login(finn, Scene.READ).accessToken())
                        .audience("erp-api")
                        .token(),
                () -> good(realm.admin().post("/users/" + finn.id() + "/logout")));

        AccessApi erp = AccessApi.of(scene.erp);
        database.update("alter table AGENT_AUDIT_UNSEALED rename to AGENT_AUDIT_UNSEALED_AWAY");
        try {
            Answer undecided = erp.evaluation(AccessApi.call(untouched, "invoices.list", Map.of()));
            assertThat(undecided.status()).as("no permit without a record").isEqualTo(503);
            assertThat(undecided.error()).isEqualTo("temporarily_unavailable");
            Answer refused = exchange(scene.clerk).send();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.error()).isEqualTo("temporarily_unavailable");
            endings.forEach((token, ending) -> {
                Answer ended = ending.get();
                assertThat(ended.status()).as(ended.toString()).isIn(200, 204);
                assertThat(scene.active(token)).isFalse();
            });
            assertThat(scene.active(untouched)).isTrue();
            assertThat(realm.admin().post("/agents/emergency-stop", Map.of()).status())
                    .isEqualTo(200);
            assertThat(scene.active(untouched)).isFalse();
            assertThat(database.number("select count(*) from AGENT_AUDIT_PENDING"))
                    .isPositive();
        } finally {
            database.update("alter table AGENT_AUDIT_UNSEALED_AWAY rename to AGENT_AUDIT_UNSEALED");
        }

        await().until(() -> database.number("select count(*) from AGENT_AUDIT_PENDING") == 0);
        for (String type : List.of(
                "agent.task.ended.v1",
                "agent.task.suspended.v1",
                "agent.token.revoked.v1",
                "agent.killed.v1",
                "agent.suspended.v1",
                "agent.retired.v1",
                "agent.owner.disabled.v1",
                "agent.block.set.v1",
                "agent.deleted.v1",
                "agent.emergency_stop.v1")) {
            JsonNode records = realm.audit("type=" + type);
            assertThat(records).as(type).isNotEmpty();
            assertThat(records)
                    .as(type)
                    .allSatisfy(record ->
                            assertThat(record.at("/data/late").asBoolean()).isTrue());
        }
        assertThat(realm.audit("type=agent.task.ended.v1&task=" + Scene.taskId(completed)))
                .hasSize(1);

        realm.admin().delete("/agents/emergency-stop").expect(200);
        TokenAnswer next = task(scene.clerk);
        realm.tasks(scene.clerk.actorToken().accessToken())
                .complete(Scene.taskId(next))
                .expect(200);
        JsonNode inTime = realm.audit("type=agent.task.ended.v1&task=" + Scene.taskId(next))
                .path(0);
        assertThat(inTime.path("data").has("late")).isFalse();
        assertThat(inTime.path("subject").asText()).isEqualTo(Scene.taskId(next));
    }

    /** What Keycloak's own API answers to what it has done. */
    private static Answer good(Answer answer) {
        return answer.expect(204);
    }

    private Exchange exchange(TestAgent agent) {
        return agent.exchange(scene.login().accessToken()).audience("erp-api").authorizationDetails(DETAILS);
    }

    private TokenAnswer task(TestAgent agent) {
        return exchange(agent).token();
    }
}
