package io.agentidentity.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.authority.Constraints;
import io.agentidentity.authority.Limits;
import io.agentidentity.authority.Redelegation;
import io.agentidentity.json.StrictJson;
import io.agentidentity.refusal.Reason;
import io.agentidentity.refusal.Refusal;
import io.agentidentity.task.Authority.Rights;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskDetailsTest {

    @Test
    void theLeastIsTheType() {
        assertThat(entry("")).isEqualTo(new TaskDetails(Optional.empty(), Optional.empty(), Rights.UNNARROWED));
    }

    @Test
    void everyMemberIsTaken() {
        TaskDetails details =
                entry(",'task_id':'tsk_1','purpose':'Pay invoices','locations':['https://erp.example/mcp'],"
                        + "'actions':['list','pay'],'datatypes':['invoice'],'identifier':'42','privileges':['reader'],"
                        + "'purpose_digest':'sha-256:00','constraints':{'amount':{'max':500}},'limits':{'max_tokens':5},"
                        + "'delegation':{'max_depth':2,'allowed_delegates':['ocr']}");

        assertThat(details)
                .isEqualTo(new TaskDetails(
                        Optional.of("tsk_1"),
                        Optional.of("Pay invoices"),
                        new Rights(
                                Optional.of(List.of("https://erp.example/mcp")),
                                Optional.of(List.of("list", "pay")),
                                Optional.of(List.of("invoice")),
                                Optional.of("42"),
                                Optional.of(List.of("reader")),
                                Constraints.parse(json("{'amount':{'max':500}}")),
                                Limits.parse(json("{'max_tokens':5}")),
                                Optional.of(new Redelegation(Optional.of(2), List.of("ocr"))))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{'type':'agent_task'}",
                "['agent_task']",
                "[null]",
                "'agent_task'",
                "[[{'type':'agent_task'}]]",
                "[{'type':'agent_task'},{'type':'agent_task'}]",
                "[{'type':'agent_task'},{'type':'payment'}]",
                "[{'type':'agent_task'},null]"
            })
    void whatIsNotExactlyOneEntryIsRefused(String text) {
        assertInvalid(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{}]",
                "[{'type':'payment'}]",
                "[{'type':'AGENT_TASK'}]",
                "[{'type':null}]",
                "[{'type':['agent_task']}]"
            })
    void anotherTypeIsRefused(String text) {
        assertInvalid(text).hasMessage("type must be agent_task");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{'type':'agent_task','type':'agent_task'}]",
                "[{'type':'agent_task','actions':['a'],'actions':['b']}]",
                "[{'type':'agent_task','actions':['a'],'\\u0061ctions':['b']}]",
                "[{'type':'agent_task'}] []",
                "[{'type':'agent_task'}",
                "[{'type':'agent_task','purpose':'\\ud800'}]",
                "[{'type':'agent_task','actions':['\\u0000']}]"
            })
    void jsonThatIsNotStrictIsRefused(String text) {
        assertInvalid(text).hasMessageStartingWith("not acceptable JSON");
    }

    @Test
    void nestingBeyondFiveIsRefusedAsSuch() {
        assertInvalid("[{'type':'agent_task','x':[[[1]]]}]").hasMessage("unknown member");
        assertInvalid("[{'type':'agent_task','x':[[[[1]]]]}]").hasMessageStartingWith("not acceptable JSON");
    }

    @Test
    void eightKibibytesAreTheMost() {
        String head = "[{\"type\":\"agent_task\"}";
        String longest = head + " ".repeat(8 * 1024 - head.length() - 1) + "]";

        assertThat(TaskDetails.parse(longest, TaskDetails.TYPE)).isNotNull();
        assertInvalid(longest + " ").hasMessage("at most 8192 bytes");
    }

    @Test
    void theSizeIsCountedInBytes() {
        assertInvalid("[{'type':'agent_task','purpose':'" + "ü".repeat(4096) + "'}]")
                .hasMessage("at most 8192 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tools", "Actions", "act", "scope", "purposeDigest", "", "sub"})
    void anUnknownMemberIsRefused(String name) {
        assertInvalid("[{'type':'agent_task','" + name + "':['a']}]").hasMessage("unknown member");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'constraints':null                        | constraints must be an object",
                "'constraints':[]                          | constraints must be an object",
                "'constraints':{'amount':{'most':5}}       | unknown operator in constraints.amount",
                "'constraints':{'amount':{'max':'5'}}      | constraints.amount.max must be a number",
                "'limits':null                             | limits must be an object",
                "'limits':{'max_token':5}                  | unknown member in limits",
                "'limits':{'max_tokens':0}                 | limits.max_tokens must be a whole number from 1 to 1000000000",
                "'limits':{'max_duration':28801}           | limits.max_duration must be a whole number from 1 to 28800",
                "'delegation':null                         | delegation must be an object",
                "'delegation':{'max_depth':2}              | delegation.allowed_delegates must be a list of 1 to 100 client ids",
                "'purpose_digest':7                        | purpose_digest must be a string of 1 to 128 characters"
            })
    void whatNarrowsIsParsedAsStrictly(String member, String message) {
        assertInvalid("[{'type':'agent_task'," + member + "}]").hasMessage(message);
    }

    @Test
    void theTypeIsTheRealms() {
        String sent = "[{\"type\":\"acme_task\"}]";

        assertThat(TaskDetails.parse(sent, "acme_task").rights()).isEqualTo(Rights.UNNARROWED);
        assertInvalid(sent).hasMessage("type must be agent_task");
    }

    @Test
    void aPurposeHas256CharactersAtMost() {
        assertThat(entry(",'purpose':'" + "x".repeat(256) + "'").purpose()).isPresent();
        assertInvalid("[{'type':'agent_task','purpose':'" + "x".repeat(257) + "'}]")
                .hasMessage("purpose must be a string of 1 to 256 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "a\\nb", "a\\u001b[31m", "a\\u202eb", "a\\u200bb", "a\\u2028b", "a\\u0085"})
    void aPurposeThatPeopleCouldMisreadIsRefused(String purpose) {
        assertInvalid("[{'type':'agent_task','purpose':'" + purpose + "'}]").hasMessage("purpose must be plain text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\nb", "a\\u001b[31m", "a\\u202eb", "a\\u2028b"})
    void ac64NoMemberHoldsWhatHidesTurnsOrBreaksText(String text) {
        for (String name : List.of("locations", "actions", "datatypes", "privileges")) {
            assertInvalid("[{'type':'agent_task','" + name + "':['ok','" + text + "']}]")
                    .hasMessage(name + " must be plain text");
        }
        for (String name : List.of("identifier", "task_id", "purpose_digest")) {
            assertInvalid("[{'type':'agent_task','" + name + "':'" + text + "'}]")
                    .hasMessage(name + " must be plain text");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Rechnungen prüfen",
                "請求書を確認",
                "Проверить счета",
                "pay <b>now</b> & \\\"then\\\"",
                "\\ud83d\\ude00"
            })
    void aPurposeMayBeInAnyLanguage(String purpose) {
        assertThat(entry(",'purpose':'" + purpose + "'").purpose()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"task_id", "purpose", "identifier"})
    void aTextIsANonEmptyString(String name) {
        for (String value : List.of("null", "''", "1", "true", "['a']", "{}")) {
            assertInvalid("[{'type':'agent_task','" + name + "':" + value + "}]")
                    .hasMessageStartingWith(name + " must be a string of 1 to");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"locations", "actions", "datatypes", "privileges"})
    void aListHoldsDistinctNonEmptyStrings(String name) {
        for (String value : List.of("null", "'a'", "[]", "{}", "[1]", "['a',null]", "['']", "[['a']]", "['a','a']")) {
            assertInvalid("[{'type':'agent_task','" + name + "':" + value + "}]")
                    .hasMessageStartingWith(name + " must");
        }
    }

    @Test
    void aListHasAHundredStringsAtMost() {
        assertThat(entry(",'actions':[" + numbers(100) + "]").rights().actions())
                .hasValueSatisfying(actions -> assertThat(actions).hasSize(100));
        assertInvalid("[{'type':'agent_task','actions':[" + numbers(101) + "]}]")
                .hasMessage("actions must be a list of 1 to 100 strings");
    }

    private static String numbers(int count) {
        return IntStream.range(0, count).mapToObj(i -> "'" + i + "'").collect(Collectors.joining(","));
    }

    private static TaskDetails entry(String members) {
        return TaskDetails.parse(("[{'type':'agent_task'" + members + "}]").replace('\'', '"'), TaskDetails.TYPE);
    }

    private static JsonNode json(String text) {
        return StrictJson.parse(text.replace('\'', '"'));
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertInvalid(String text) {
        return assertRefused(text, Reason.DETAILS_INVALID);
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(String text, Reason reason) {
        return assertThatThrownBy(() -> TaskDetails.parse(text.replace('\'', '"'), TaskDetails.TYPE))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.reason()).isEqualTo(reason));
    }
}
