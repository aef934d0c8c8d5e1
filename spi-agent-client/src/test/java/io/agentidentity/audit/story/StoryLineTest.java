package io.agentidentity.audit.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.StrictJson;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoryLineTest {

    private static final Map<String, String> PEOPLE = Map.of("u-alice", "alice", "u-root", "root");

    private static ObjectNode told(String type, String data) {
        ObjectNode event = StrictJson.object().put("type", type).put("time", "2026-11-23T10:00:00Z");
        event.set("data", StrictJson.parse(data.replace('\'', '"')));
        return new StoryLine(id -> PEOPLE.getOrDefault(id, id)).of(event);
    }

    private static String summary(String type, String data) {
        return told(type, data).path("summary").asText();
    }

    @Test
    void aDecisionNamesAgentCallPlaceAndPerson() {
        String data = "{'actor_kind':'delegated_agent','actor':{'sub':'s','client_id':'ap-clerk'},"
                + "'principal':{'sub':'u-alice'},'agent':{'client_id':'ap-clerk'},"
                + "'action':{'name':'tools/call','operation':'invoices.list','resource':'https://erp.example/mcp'},"
                + "'outcome':'%s'}";
        assertThat(summary("agent.call.decided.v1", data.formatted("permitted")))
                .isEqualTo("ap-clerk asked for invoices.list at https://erp.example/mcp for alice: permitted");
        assertThat(summary("agent.call.decided.v1", data.formatted("refused','reason':'out_of_authority")))
                .isEqualTo(
                        "ap-clerk asked for invoices.list at https://erp.example/mcp for alice: refused, out_of_authority");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "person|'sub':'u-alice'|alice suspended agent ap-clerk",
                "admin_impersonation|'sub':'u-alice'|an administrator in the session of alice suspended agent ap-clerk",
                "delegated_agent|'sub':'s','client_id':'ap-clerk'|ap-clerk suspended agent ap-clerk",
                "agent_autonomous|'sub':'s','client_id':'ap-clerk'|ap-clerk on its own suspended agent ap-clerk",
                "workload|'sub':'s','client_id':'erp-api'|client erp-api suspended agent ap-clerk",
                "workload|'sub':'s'|service account s suspended agent ap-clerk",
                "system|'iss':'i'|the server suspended agent ap-clerk"
            })
    void whoActedCannotBeTakenForAnother(String kind, String actor, String summary) {
        assertThat(summary(
                        "agent.suspended.v1",
                        "{'actor_kind':'" + kind + "','actor':{" + actor
                                + "},'agent':{'client_id':'ap-clerk'},'outcome':'permitted'}"))
                .isEqualTo(summary);
    }

    @Test
    void aChainNamesAllItsAgents() {
        ObjectNode line = told(
                "agent.token.issued.v1",
                "{'actor_kind':'delegated_agent','actor':{'sub':'s','client_id':'reader'},'act_chain':[{'client_id':'reader'},"
                        + "{'client_id':'head-clerk'}],'principal':{'sub':'u-alice'},'action':{'resource':'erp-api'},"
                        + "'authorization':{'scope':'invoices:read'},'outcome':'permitted'}");
        assertThat(line.path("summary").asText())
                .isEqualTo("reader, asked by head-clerk got a token for erp-api (invoices:read) for alice");
        assertThat(line.path("chain").toString()).isEqualTo("[\"reader\",\"head-clerk\"]");
        assertThat(line.at("/principal/name").asText()).isEqualTo("alice");
    }

    @Test
    void anAgentAloneActsForNobody() {
        assertThat(summary(
                        "agent.token.issued.v1",
                        "{'actor_kind':'agent_autonomous','actor':{'sub':'s','client_id':'bot'},'principal':{'sub':'s'},"
                                + "'login':{},'action':{'resource':'erp-api'},'outcome':'permitted'}"))
                .isEqualTo("bot on its own began a task and got a token for erp-api");
    }

    @Test
    void wordsStayOnTheirLineAndWithinBounds() {
        String summary = summary(
                "agent.suspended.v1",
                "{'actor_kind':'person','actor':{'sub':'u-alice'},'agent':{'client_id':'a\\n\\u202eb'},'outcome':'permitted',"
                        + "'reason':'" + "x".repeat(500) + "'}");
        assertThat(summary)
                .startsWith("alice suspended agent a  b: xxx")
                .endsWith("x…")
                .hasSizeLessThan(300);
    }

    @Test
    void aPersonWhoIsGoneIsNamedByIdAndATypeWithoutASentenceByItself() {
        assertThat(summary("agent.other.v1", "{'actor_kind':'person','actor':{'sub':'u-gone'},'outcome':'refused'}"))
                .isEqualTo("u-gone: agent.other.v1: refused");
    }
}
