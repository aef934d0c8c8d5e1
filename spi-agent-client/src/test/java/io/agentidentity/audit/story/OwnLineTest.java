package io.agentidentity.audit.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.StrictJson;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnLineTest {

    private static final String FOR_ALICE = "'principal':{'sub':'u-alice'},'agent':{'client_id':'ap-clerk'},";

    private static Optional<ObjectNode> told(String type, String data) {
        ObjectNode event = StrictJson.object()
                .put("type", type)
                .put("time", "2026-11-23T10:00:00Z")
                .put("subject", "tsk_1");
        event.set("data", StrictJson.parse(data.replace('\'', '"')));
        return new OwnLine(Set.of("u-alice")).of(event);
    }

    @Test
    void aCallShowsWhoDidWhatWhere() {
        ObjectNode line = told(
                        "agent.call.decided.v1",
                        "{" + FOR_ALICE + "'actor_kind':'delegated_agent','actor':{'sub':'s','client_id':'reader'},"
                                + "'act_chain':[{'client_id':'reader'},{'client_id':'head'}],"
                                + "'action':{'name':'tools/call','operation':'invoices.read','resource':'erp-api'},"
                                + "'integrity':{'sequence':'7'},'outcome':'permitted'}")
                .orElseThrow();
        assertThat(line.toString())
                .isEqualTo(
                        "{\"sequence\":7,\"time\":\"2026-11-23T10:00:00Z\",\"what\":\"called\",\"by\":\"agent\",\"taskId\":\"tsk_1\","
                                + "\"agent\":\"ap-clerk\",\"askedBy\":[\"head\"],\"action\":\"invoices.read\",\"target\":\"erp-api\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "person|u-alice|you",
                "person|u-root|other",
                "admin_impersonation|u-alice|in_your_session",
                "agent_autonomous|s|agent",
                "workload|s|other",
                "system|x|server"
            })
    void whoeverElseEndedSomethingIsARole(String kind, String sub, String by) {
        ObjectNode line = told(
                        "agent.task.ended.v1",
                        "{" + FOR_ALICE + "'actor_kind':'" + kind + "','actor':{'sub':'" + sub
                                + "'},'task':{'state':'revoked'},'reason':'words of somebody','outcome':'permitted'}")
                .orElseThrow();
        assertThat(line.path("by").asText()).isEqualTo(by);
        assertThat(line.path("state").asText()).isEqualTo("revoked");
        assertThat(line.toString()).doesNotContain("u-root", "words of somebody");
    }

    @Test
    void aRefusalShowsItsCodeAndNothingElse() {
        String data = "{" + FOR_ALICE + "'actor_kind':'delegated_agent','outcome':'refused','reason':'%s'}";
        assertThat(told("agent.token.refused.v1", data.formatted("blocked"))
                        .orElseThrow()
                        .path("reason")
                        .asText())
                .isEqualTo("blocked");
        assertThat(told("agent.token.refused.v1", data.formatted("Some words"))
                        .orElseThrow()
                        .has("reason"))
                .isFalse();
    }

    @Test
    void whatIsOfSomebodyElseOrOnlyTechnicalIsNotTold() {
        assertThat(
                        told(
                                "agent.task.ended.v1",
                                "{'principal':{'sub':'u-bob'},'actor_kind':'person','actor':{'sub':'u-alice'},'outcome':'permitted'}"))
                .isEmpty();
        assertThat(told("agent.task.ended.v1", "{'actor_kind':'person','outcome':'permitted'}"))
                .isEmpty();
        for (String type :
                new String[] {"agent.token.introspected.v1", "agent.token.revoked.v1", "agent.audit.read.v1"}) {
            assertThat(told(type, "{" + FOR_ALICE + "'actor_kind':'workload','outcome':'permitted'}"))
                    .isEmpty();
        }
    }
}
