package io.agentidentity.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentidentity.json.PlainText;
import io.agentidentity.refusal.Refusal;
import io.agentidentity.task.Authority.Rights;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TaskDetailsPropertyTest {

    /** What {@code error_description} may hold (RFC 6749 section 5.2). */
    private static final String DESCRIPTION = "[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]+";

    @Property
    void anyTextIsParsedOrRefused(@ForAll String text) {
        check(text);
    }

    @Property
    void anyJsonIsParsedOrRefused(@ForAll("json") String text) {
        check(text);
    }

    @Property
    void anyEntryIsParsedOrRefused(@ForAll("entries") String text) {
        check(text);
    }

    @Property
    void whatIsGrantedCanBeSentAgain(@ForAll("rights") Rights rights) {
        String sent = "[" + rights.toJson().put("type", TaskDetails.TYPE) + "]";

        assertThat(TaskDetails.parse(sent, TaskDetails.TYPE).rights()).isEqualTo(rights);
    }

    @Property
    void whatWasParsedNeverHoldsAnEmptyNarrowing(@ForAll("entries") String text) {
        try {
            Rights rights = TaskDetails.parse(text, TaskDetails.TYPE).rights();
            assertThat(rights.actions()).isNotEqualTo(Optional.of(List.of()));
            assertThat(rights.locations()).isNotEqualTo(Optional.of(List.of()));
        } catch (Refusal refused) {
            assertThat(refused.reason().error()).isEqualTo("invalid_authorization_details");
        }
    }

    private static void check(String text) {
        try {
            TaskDetails details = TaskDetails.parse(text, TaskDetails.TYPE);
            assertThat(Authority.fromJson(new Authority("t", Set.of(), Set.of(), details.rights()).toJson())
                            .rights())
                    .isEqualTo(details.rights());
        } catch (Refusal refused) {
            assertThat(refused.reason().error()).isEqualTo("invalid_authorization_details");
            assertThat(refused.description()).matches(DESCRIPTION);
        }
    }

    @Provide
    Arbitrary<String> json() {
        return json(7);
    }

    @Provide
    Arbitrary<String> entries() {
        return members(Arbitraries.oneOf(json(2), narrowing()))
                .map(members -> "[{\"type\":\"agent_task\"" + (members.isEmpty() ? "" : ",") + members + "}]");
    }

    @Provide
    Arbitrary<Rights> rights() {
        Arbitrary<Optional<List<String>>> names = Arbitraries.strings()
                .ofMinLength(1)
                .ofMaxLength(20)
                .filter(PlainText::is)
                .list()
                .uniqueElements()
                .ofMinSize(1)
                .ofMaxSize(4)
                .optional();
        return Combinators.combine(
                        names,
                        names,
                        names,
                        Arbitraries.strings().alpha().ofMinLength(1).optional(),
                        names,
                        GivenRights.constraints(),
                        GivenRights.limits(),
                        GivenRights.redelegation())
                .as(Rights::new);
    }

    private static Arbitrary<String> json(int depth) {
        Arbitrary<String> leaf = Arbitraries.of(
                "null",
                "true",
                "0",
                "-1.5",
                "1e999",
                "1E-999",
                "12345678901234567890123",
                "\"\"",
                "\"a\"",
                "\"b\"",
                "\"agent_task\"",
                "\"\\u0000\"",
                "\"\\ud800\"",
                "\"\uD83D\uDE00\"",
                "\"\\u202e\"",
                "x");
        if (depth == 0) {
            return leaf;
        }
        Arbitrary<String> inner = json(depth - 1);
        Arbitrary<String> array = inner.list().ofMaxSize(3).map(values -> "[" + String.join(",", values) + "]");
        Arbitrary<String> object = members(inner).map(members -> "{" + members + "}");
        return Arbitraries.oneOf(leaf, array, object);
    }

    private static Arbitrary<String> narrowing() {
        Arbitrary<String> name = Arbitraries.of(
                "amount",
                "a.b",
                "a..b",
                "ü",
                "\\u0000",
                "eq",
                "in",
                "not_in",
                "min",
                "max",
                "prefix",
                "max_length",
                "max_tokens",
                "max_duration",
                "sum",
                "max_depth",
                "allowed_delegates");
        Arbitrary<String> inner = Combinators.combine(name, json(1))
                .as((member, value) -> "\"" + member + "\":" + value)
                .list()
                .ofMaxSize(3)
                .map(members -> "{" + String.join(",", members) + "}");
        return Arbitraries.oneOf(
                inner, Combinators.combine(name, inner).as((member, value) -> "{\"" + member + "\":" + value + "}"));
    }

    private static Arbitrary<String> members(Arbitrary<String> values) {
        Arbitrary<String> names = Arbitraries.of(
                "type",
                "task_id",
                "purpose",
                "locations",
                "actions",
                "datatypes",
                "identifier",
                "privileges",
                "limits",
                "constraints",
                "delegation",
                "purpose_digest",
                "x",
                "\\u0000");
        return Combinators.combine(names, values)
                .as((name, value) -> "\"" + name + "\":" + value)
                .list()
                .ofMaxSize(4)
                .map(members -> String.join(",", members));
    }
}
