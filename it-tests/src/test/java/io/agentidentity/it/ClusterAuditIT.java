package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.AuditReceiver.Delivered;
import io.agentidentity.it.realm.AccessApi;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import io.agentidentity.it.server.Cluster;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Two nodes write the record of one realm, and share the work that it makes. */
class ClusterAuditIT extends TwoNodes {

    private static final String SINK = "/agents/audit/sinks/siem";

    ClusterAuditIT(Cluster cluster) {
        super(cluster, "recorded-on-two");
    }

    @Test
    void whatBothWriteIsOneChainThatAReceiverGetsInOrderFromOneOfThemAtATime() throws Exception {
        try (AuditReceiver receiver = new AuditReceiver()) {
            sendTo(receiver);
            TokenAnswer task = scene.exchange().token();
            String server = scene.erp.serviceToken().accessToken();
            List<AccessApi> nodes = List.of(new AccessApi(here, server), new AccessApi(there, server));
            List<Callable<JsonNode>> calls = IntStream.range(0, 60)
                    .<Callable<JsonNode>>mapToObj(i -> () -> nodes.get(i % 2).decide(task, "invoices.list", Map.of()))
                    .toList();
            for (Future<JsonNode> answer : threads.invokeAll(calls)) {
                assertThat(answer.get().path("decision").asBoolean()).isTrue();
            }

            for (TestRealm node : List.of(here, there)) {
                assertThat(node.audit("task=" + Scene.taskId(task) + "&type=agent.call.decided.v1"))
                        .as("each has what the other wrote")
                        .hasSize(60);
                JsonNode report = node.admin()
                        .post("/agents/audit/verify", Json.object())
                        .expect(200)
                        .json();
                assertThat(report.path("intact").asBoolean())
                        .as(report.toString())
                        .isTrue();
            }
            long end = here.audit("max=1").at("/0/data/integrity/sequence").asLong();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> there.admin()
                                    .get(SINK)
                                    .expect(200)
                                    .json()
                                    .at("/status/sequence")
                                    .asLong()
                            >= end);
            List<Delivered> records = receiver.records();
            assertThat(records).allMatch(Delivered::signed);
            assertThat(records.stream().map(Delivered::sequence).limit(end))
                    .as("each once, and none before its turn")
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, end).boxed().toList());
            here.admin().delete(SINK).expect(204);
        }
    }

    private void sendTo(AuditReceiver receiver) throws IOException {
        cluster.secret(here.name(), "siem", AuditReceiver.SECRET);
        here.admin()
                .put(SINK, Map.of("url", receiver.url(), "secret", "${vault.siem}", "allowPrivate", true))
                .expect(200);
    }
}
