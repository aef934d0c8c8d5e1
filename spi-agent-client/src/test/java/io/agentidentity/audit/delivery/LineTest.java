package io.agentidentity.audit.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What somebody wrote into the database past us reaches no header. */
class LineTest {

    @Test
    void aRecordGoesByItsIdAndAsItIs() {
        String json = "{\"id\":\"8d8b3c0e-1\",\"type\":\"agent.token.issued.v1\",\"z\":1}";
        Line line = Line.record(7, json);
        assertThat(line).isEqualTo(new Line("8d8b3c0e-1", "agent.token.issued.v1", 7, false, json));
    }

    @Test
    void oneWithoutAUsableIdGoesByItsPlace() {
        for (String json : new String[] {
            "",
            "no JSON",
            "[]",
            "{}",
            "{\"id\":7}".replace("7", "\"\""),
            "{\"id\":\"a\\r\\nX-Admin: yes\",\"type\":\"A B\"}"
        }) {
            Line line = Line.record(7, json);
            assertThat(line.id()).as(json).isEqualTo("record-7");
            assertThat(line.type()).isEqualTo("unknown");
            assertThat(line.json()).isEqualTo(json);
        }
    }
}
