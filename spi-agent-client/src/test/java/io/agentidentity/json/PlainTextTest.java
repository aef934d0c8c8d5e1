package io.agentidentity.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "invoices.list", "a b|c=\"d\"", "Rechnungen prüfen", "請求書", "\ud83d\ude00"})
    void wordsOfAnyLanguageArePlain(String text) {
        assertThat(PlainText.is(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\nb",
                "a\r",
                "\t",
                "a\u001b[31m",
                "a\u0085",
                "a\u202eb",
                "a\u2066b",
                "a\u200bb",
                "a\u2028b",
                "a\u2029b",
                "\ufeffa",
                "a\ud83d",
                "\ude00a"
            })
    void ac64WhatHidesTurnsOrBreaksTextIsNot(String text) {
        assertThat(PlainText.is(text)).isFalse();
    }
}
