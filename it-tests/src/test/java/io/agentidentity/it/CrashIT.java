package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.junit.AllowServerErrors;
import io.agentidentity.it.realm.AccessApi;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.Person;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import io.agentidentity.it.server.Cluster;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A node dies in the middle of its work: what clients have got hold of is on record, and nothing else is. */
class CrashIT extends TwoNodes {

    private static final int WORKERS = 8;
    private static final int BEFORE_DEATH = 150;
    private static final int AFTER_DEATH = 40;

    private final Queue<String> tokens = new ConcurrentLinkedQueue<>();
    private final Queue<String> permits = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean going = new AtomicBoolean(true);
    private final String realmId;

    CrashIT(Cluster cluster) {
        super(cluster, "crash");
        realmId = here.admin().get("").expect(200).json().path("id").asText();
    }

    @Test
    @AllowServerErrors("Lost data because of abrupt leavers")
    void aKilledNodeLosesNoRecordAndLeavesNothingHalfDone() throws Exception {
        String head = here.admin()
                .post("/agents/audit/heads")
                .expect(200)
                .json()
                .path("head")
                .asText();
        List<Future<?>> workers = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            Worker worker = new Worker(i % 2 == 0 ? here : there, "crashing-" + i);
            workers.add(threads.submit(worker::work));
        }
        await().until(() -> tokens.size() > BEFORE_DEATH && permits.size() > BEFORE_DEATH / 2);
        cluster.kill(1);
        int then = tokens.size();
        await("the other node works on").until(() -> tokens.size() > then + AFTER_DEATH);
        going.set(false);
        for (Future<?> worker : workers) {
            worker.get();
        }

        List<JsonNode> records = here.admin()
                .get("/agents/audit/export")
                .expect(200)
                .body()
                .lines()
                .map(Json::parse)
                .toList();
        List<String> issued = named(records, "agent.token.(issued|continued).v1", "/data/credential/jti");
        assertThat(issued)
                .as("each token that a client got")
                .containsAll(tokens)
                .doesNotHaveDuplicates();
        assertThat(new HashSet<>(issued))
                .as("a record has its token, a token its record")
                .isEqualTo(rows("select jti from agent_token where realm_id = ? and kind = 'TASK'"));
        assertThat(named(records, "agent.call.decided.v1", "/data/authorization/decision_id"))
                .as("each permit that a server got")
                .containsAll(permits)
                .doesNotHaveDuplicates()
                .hasSameSizeAs(rows("select id from agent_decision where realm_id = ?"));
        assertThat(rows("select t.id from agent_task t where t.realm_id = ?"
                        + " and not exists (select 1 from agent_token k where k.task_id = t.id)"))
                .as("tasks without a token")
                .isEmpty();
        JsonNode report = here.admin()
                .post("/agents/audit/verify", Map.of("heads", List.of(head)))
                .expect(200)
                .json();
        assertThat(report.path("intact").asBoolean()).as(report.toString()).isTrue();
        assertThat(report.path("records").asInt()).isGreaterThanOrEqualTo(records.size());
    }

    private static List<String> named(List<JsonNode> records, String type, String member) {
        return records.stream()
                .filter(record -> record.path("type").asText().matches(type))
                .map(record -> record.at(member).asText())
                .toList();
    }

    private Set<String> rows(String select) throws SQLException {
        Set<String> found = new HashSet<>();
        try (Connection connection = cluster.database().getConnection();
                PreparedStatement sql = connection.prepareStatement(select)) {
            sql.setString(1, realmId);
            try (ResultSet rows = sql.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
        }
        return found;
    }

    /** Opens tasks for a person of its own, goes on with them and asks about calls, all at one node until that dies. */
    private final class Worker {

        private final TestRealm node;
        private final TestAgent agent;
        private final String login;
        private final AccessApi erp;

        Worker(TestRealm node, String name) {
            this.node = node;
            Person person = here.person(name);
            agent = scene.agent(name, spec -> spec.owner(person)).via(node);
            login = scene.portal.login(person, Scene.READ, Scene.WRITE).accessToken();
            erp = new AccessApi(node, scene.erp.serviceToken().accessToken());
        }

        void work() {
            try {
                while (going.get()) {
                    Answer opened = agent.exchange(login)
                            .audience("erp-api")
                            .authorizationDetails(Scene.details(""))
                            .send();
                    TokenAnswer task = got(opened);
                    got(agent.exchange(task.accessToken()).send());
                    JsonNode answer = erp.decide(task, "invoices.list", Map.of());
                    assertThat(answer.path("decision").asBoolean())
                            .as(answer.toString())
                            .isTrue();
                    permits.add(answer.at("/context/decision_id").asText());
                }
            } catch (UncheckedIOException e) {
                assertThat(node).as("the node that was killed").isSameAs(there);
            }
        }

        private TokenAnswer got(Answer answer) {
            TokenAnswer token = answer.expect(200).token();
            tokens.add(token.claims().path("jti").asText());
            return token;
        }
    }
}
