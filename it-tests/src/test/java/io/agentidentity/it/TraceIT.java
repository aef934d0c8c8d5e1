package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Distributed traces (W3C Trace Context) in records and tasks: good for finding, and for nothing else. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TraceIT {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String FIRST = "00-" + TRACE + "-00f067aa0ba902b7-01";
    private static final String SECOND = "00-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-bbbbbbbbbbbbbbbb-00";

    private final TestRealm realm;
    private final Scene scene;

    TraceIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
    }

    @Test
    void eachRecordNamesItsRequestsTraceAndTheOneThatOpenedTheTask() {
        TestAgent helper = scene.agent("traced-helper", spec -> spec);
        TestAgent head = scene.agent("traced", spec -> spec.delegates("traced-helper"));
        TokenAnswer opened = head.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails(
                        "[{\"type\":\"agent_task\",\"delegation\":{\"allowed_delegates\":[\"traced-helper\"]}}]")
                .header("traceparent", FIRST)
                .token();
        TokenAnswer next = head.exchange(opened.accessToken())
                .header("traceparent", SECOND)
                .token();
        TokenAnswer child = helper.exchange(head.exchange(next.accessToken())
                        .audience("traced-helper")
                        .token()
                        .accessToken())
                .token();
        traced(record(opened), FIRST);
        traced(record(next), SECOND);
        assertThat(record(child).at("/data/task/origin_trace_id").asText()).isEqualTo(TRACE);
        assertThat(realm.admin()
                        .get("/agents/tasks/" + Scene.taskId(opened))
                        .expect(200)
                        .json()
                        .path("originTraceId")
                        .asText())
                .isEqualTo(TRACE);

        scene.refused(head.exchange(opened.accessToken()).header("traceparent", SECOND), "invalid_request");
        traced(realm.audit("task=" + Scene.taskId(opened) + "&outcome=refused").get(0), SECOND);
        realm.tasks(head.actorToken().accessToken())
                .complete(Scene.taskId(opened))
                .expect(200);
        JsonNode ended = realm.audit("task=" + Scene.taskId(opened) + "&type=agent.task.ended.v1")
                .get(0);
        assertThat(ended.at("/data/task/origin_trace_id").asText()).isEqualTo(TRACE);
        assertThat(ended.path("traceparent").asText())
                .isNotIn(FIRST, SECOND)
                .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
            })
    void ac65AMalformedTraceIsANewOne(String header) {
        JsonNode record = record(scene.exchange().header("traceparent", header).token());
        assertThat(record.path("traceparent").asText())
                .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00")
                .doesNotContain(TRACE);
        assertThat(record.at("/data/task/origin_trace_id").asText())
                .isEqualTo(record.path("traceparent").asText().substring(3, 35));
    }

    @Test
    void ac65AnOversizedTraceIsNotKept() {
        String huge = "x".repeat(6_000);
        JsonNode record = record(scene.exchange()
                .header("traceparent", "01" + FIRST.substring(2) + "-" + "y".repeat(1_000))
                .header("tracestate", "vendor=" + huge)
                .header("baggage", "user=" + huge)
                .token());
        assertThat(record.toString()).doesNotContain(TRACE, "xxxx", "yyyy", "vendor");
    }

    @Test
    void ac65AnotherTasksTraceOpensNothing() {
        TestAgent rival = scene.agent("trace-thief", spec -> spec);
        TokenAnswer token = scene.exchange()
                .authorizationDetails("[{\"type\":\"agent_task\"}]")
                .header("traceparent", FIRST)
                .token();
        scene.refused(
                rival.exchange(scene.login().accessToken())
                        .audience("erp-api")
                        .authorizationDetails("[{\"type\":\"agent_task\",\"task_id\":\"" + Scene.taskId(token) + "\"}]")
                        .header("traceparent", FIRST),
                "invalid_grant");
        scene.refused(rival.exchange(token.accessToken()).header("traceparent", FIRST), "invalid_request");
        TokenAnswer own = rival.exchange(scene.login().accessToken())
                .audience("erp-api")
                .header("traceparent", FIRST)
                .token();
        assertThat(Scene.taskId(own)).isNotEqualTo(Scene.taskId(token));
        assertThat(scene.active(token)).isTrue();
    }

    private static void traced(JsonNode record, String traceparent) {
        assertThat(record.path("traceparent").asText()).isEqualTo(traceparent);
        assertThat(record.at("/data/task/origin_trace_id").asText()).isEqualTo(TRACE);
    }

    private JsonNode record(TokenAnswer token) {
        return realm.audit("jti=" + token.claims().path("jti").asText()).get(0);
    }
}
