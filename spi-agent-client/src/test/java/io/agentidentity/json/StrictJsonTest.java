package io.agentidentity.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentidentity.json.StrictJson.MalformedJson;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1,\"a\":1}",
                "{\"a\":{\"b\":1,\"b\":2}}",
                "[{\"a\":1},{\"b\":1,\"b\":1}]",
                "{\"a\":1,\"\\u0061\":2}"
            })
    void repeatedMemberNamesAreRefused(String text) {
        assertThatThrownBy(() -> StrictJson.parse(text)).isInstanceOf(MalformedJson.class);
    }

    @Test
    void theSameNameInDifferentObjectsIsFine() {
        assertThat(StrictJson.parse("[{\"a\":1},{\"a\":{\"a\":2}}]").size()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{} {}", "{}x", "1 2", "[],", "{}]", "\"a\"\"b\""})
    void textAfterTheValueIsRefused(String text) {
        assertThatThrownBy(() -> StrictJson.parse(text)).isInstanceOf(MalformedJson.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n", "\uFEFF"})
    void nothingIsRefused(String text) {
        assertThatThrownBy(() -> StrictJson.parse(text)).isInstanceOf(MalformedJson.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'a':1}",
                "{a:1}",
                "[1,]",
                "{\"a\":1,}",
                "[NaN]",
                "[Infinity]",
                "[01]",
                "[+1]",
                "[.5]",
                "// c\n[]",
                "/* c */[]",
                "[\"\t\"]",
                "[\"\\x\"]",
                "[",
                "{\"a\"",
                "tru"
            })
    void whatOnlyLenientReadersTakeIsRefused(String text) {
        assertThatThrownBy(() -> StrictJson.parse(text)).isInstanceOf(MalformedJson.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\\ud800\"",
                "[\"\\udc00\\ud800\"]",
                "{\"a\":[{\"b\":\"x\\udbff\"}]}",
                "{\"\\ud800\":1}",
                "[\"\\u0000\"]",
                "{\"a\\u0000\":1}"
            })
    void textThatCannotBeEncodedOrStoredIsRefused(String text) {
        assertThatThrownBy(() -> StrictJson.parse(text)).isInstanceOf(MalformedJson.class);
    }

    @Test
    void charactersBeyondTheBasicPlaneAreFine() {
        assertThat(StrictJson.parse("[\"\\ud83d\\ude00\",\"\uD83D\uDE00\"]")
                        .get(0)
                        .textValue())
                .isEqualTo("\uD83D\uDE00");
    }

    @Test
    void nestingIsBoundedAsAskedFor() {
        assertThat(StrictJson.parse("[[[1]]]", 3).isArray()).isTrue();
        assertThatThrownBy(() -> StrictJson.parse("[[[[1]]]]", 3)).isInstanceOf(MalformedJson.class);
        assertThatThrownBy(() -> StrictJson.parse("[{\"a\":[{}]}]", 3)).isInstanceOf(MalformedJson.class);
    }

    @Test
    void nestingIsBoundedWithoutAskingToo() {
        assertThat(StrictJson.parse(nested(20)).isArray()).isTrue();
        assertThatThrownBy(() -> StrictJson.parse(nested(21))).isInstanceOf(MalformedJson.class);
        assertThatThrownBy(() -> StrictJson.parse(nested(100_000))).isInstanceOf(MalformedJson.class);
    }

    @Test
    void aMessageTellsThePlaceAndNeverQuotesTheText() {
        assertThatThrownBy(() -> StrictJson.parse("{\"password\":\"hunter2\",\n  \"password\":\"hunter2\"}"))
                .isInstanceOf(MalformedJson.class)
                .hasMessageContaining("line 2")
                .hasMessageNotContaining("hunter2")
                .hasMessageNotContaining("password");
    }

    @Test
    void whatIsWrittenIsOneLineAndReadsBack() {
        String line =
                StrictJson.write(StrictJson.object().put("a", "x\ny").set("b", StrictJson.array(List.of("1", "2"))));

        assertThat(line).isEqualTo("{\"a\":\"x\\ny\",\"b\":[\"1\",\"2\"]}");
        assertThat(StrictJson.write(StrictJson.parse(line))).isEqualTo(line);
    }

    private static String nested(int depth) {
        return "[".repeat(depth) + "]".repeat(depth);
    }
}
