package io.agentidentity.audit.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentidentity.audit.read.RecordQuery.Field;
import org.junit.jupiter.api.Test;

class RecordQueryTest {

    @Test
    void aRecordOfTheReadingHoldsIdsPlainlyAndWordsAsADigest() {
        RecordQuery query = RecordQuery.of(Field.JTI, "onrtte:1").and(Field.ACTION, "pay {\"x\":1}");
        assertThat(query.toJson().path("jti").asText()).isEqualTo("onrtte:1");
        assertThat(query.toJson().path("action").asText()).startsWith("sha-256:");
    }

    @Test
    void aStretchOfTheChainGoesOnWhereItWasReadTo() {
        assertThat(Span.OLDEST_FIRST.past(7)).isEqualTo(new Span(7, Long.MAX_VALUE, true));
        assertThat(Span.NEWEST_FIRST.past(7)).isEqualTo(new Span(0, 7, false));
        assertThat(new Span(3, 9, true).within(5, 8)).isEqualTo(new Span(5, 8, true));
        assertThat(new Span(3, 9, true).within(0, Long.MAX_VALUE)).isEqualTo(new Span(3, 9, true));
    }
}
