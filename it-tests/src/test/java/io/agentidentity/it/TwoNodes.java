package io.agentidentity.it;

import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Form;
import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import io.agentidentity.it.server.Cluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

/** One realm as two nodes of a cluster serve it. */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TwoNodes {

    final Cluster cluster;
    final Scene scene;
    final TestRealm here;
    final TestRealm there;
    final ExecutorService threads = Executors.newCachedThreadPool();

    /** A new realm whose name starts so. */
    TwoNodes(Cluster cluster, String realm) {
        this.cluster = cluster;
        scene = new Scene(Realms.on(cluster.node(0)).create(realm));
        here = scene.realm;
        here.settings(Map.of("rates", TestRealm.ANY_RATE)).expect(200);
        there = here.on(cluster.node(1));
    }

    @AfterAll
    void endThreads() {
        threads.shutdownNow();
    }

    /** What introspection at a node says. */
    boolean active(TestRealm node, TokenAnswer token) {
        Form form = scene.erp.authenticated(Form.of("token", token.accessToken()));
        return node.post("/protocol/openid-connect/token/introspect", form, Map.of())
                .expect(200)
                .json()
                .path("active")
                .asBoolean();
    }

    /** Makes all calls at the same time. */
    List<Answer> atOnce(List<Callable<Answer>> calls) throws Exception {
        CyclicBarrier start = new CyclicBarrier(calls.size());
        List<Future<Answer>> running = calls.stream()
                .map(call -> threads.submit(() -> {
                    start.await();
                    return call.call();
                }))
                .toList();
        List<Answer> answers = new ArrayList<>();
        for (Future<Answer> answer : running) {
            answers.add(answer.get());
        }
        return answers;
    }
}
