package io.agentidentity.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";
    private static final String GOOD = "00-" + TRACE + "-" + SPAN + "-01";

    @Test
    void aWellFormedHeaderIsTakenAsItIs() {
        TraceContext trace = TraceContext.parse(List.of(GOOD)).orElseThrow();

        assertThat(trace.traceId()).isEqualTo(TRACE);
        assertThat(trace.spanId()).isEqualTo(SPAN);
        assertThat(trace.traceparent()).isEqualTo(GOOD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "00",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e47366-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
                "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01more",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01,",
                " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\n",
                "00-zbf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
            })
    void ac65WhatIsMalformedIsNotTaken(String header) {
        assertThat(TraceContext.parse(List.of(header))).isEmpty();
    }

    @Test
    void ac65NoneSeveralOrAnOversizedOneAreNotTaken() {
        assertThat(TraceContext.parse(List.of())).isEmpty();
        assertThat(TraceContext.parse(List.of(GOOD, GOOD))).isEmpty();
        assertThat(TraceContext.parse(List.of("01" + GOOD.substring(2) + "-" + "x".repeat(300))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-ff,             01",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-fe-what-is-new, 00"
    })
    void ofALaterVersionOnlyWhatThisOneKnowsIsKept(String header, String flags) {
        assertThat(TraceContext.parse(List.of(header)).orElseThrow().traceparent())
                .isEqualTo("00-" + TRACE + "-" + SPAN + "-" + flags);
    }

    @Test
    void aNewTraceIsWellFormedAndItsOwn() {
        TraceContext trace = TraceContext.begin();

        assertThat(TraceContext.parse(List.of(trace.traceparent()))).contains(trace);
        assertThat(TraceContext.begin().traceId()).isNotEqualTo(trace.traceId());
    }
}
