package io.agentidentity.authority;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.authority.Limits.Member;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.StrictJson;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class AuthorityPartsPropertyTest {

    /** What {@code error_description} may hold (RFC 6749 section 5.2). */
    private static final String DESCRIPTION = "[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]+";

    @Property
    void everyPartCoversItself(@ForAll("constraints") Constraints constraints, @ForAll("limits") Limits limits) {
        assertThat(constraints.covers(constraints)).isTrue();
        assertThat(limits.covers(limits)).isTrue();
    }

    @Property
    void coveringIsTransitive(
            @ForAll("constraints") Constraints a,
            @ForAll("constraints") Constraints b,
            @ForAll("constraints") Constraints c) {
        Constraints narrower = narrowed(a, b);
        Constraints narrowest = narrowed(narrower, c);

        assertThat(a.covers(narrowest)).isTrue();
        assertThat(!(a.covers(b) && b.covers(c)) || a.covers(c)).isTrue();
    }

    @Property
    void whatIsCoveredAcceptsNoCallMore(
            @ForAll("constraints") Constraints outer,
            @ForAll("constraints") Constraints inner,
            @ForAll("parameters") JsonNode parameters) {
        assertThat(!outer.covers(inner) || accepts(outer, parameters) || !accepts(inner, parameters))
                .isTrue();
    }

    @Property
    void whatNarrowedConstraintsAcceptEveryLayerAccepts(
            @ForAll("constraints") Constraints start,
            @ForAll("requests") List<Constraints> requests,
            @ForAll("parameters") JsonNode parameters) {
        List<Constraints> layers = new ArrayList<>(List.of(start));
        for (Constraints request : requests) {
            layers.add(narrowed(layers.get(layers.size() - 1), request));
        }
        if (accepts(layers.get(layers.size() - 1), parameters)) {
            assertThat(layers).allMatch(layer -> accepts(layer, parameters));
        }
    }

    @Property
    void aRequestThatIsGrantedIsGrantedNoWiderThanAsked(
            @ForAll("constraints") Constraints outer,
            @ForAll("constraints") Constraints request,
            @ForAll("parameters") JsonNode parameters) {
        Constraints granted = outer.inheritedBy(request);

        assertThat(!accepts(granted, parameters) || accepts(request, parameters))
                .isTrue();
    }

    @Property
    void limitsOnlyEverGoDown(@ForAll("limits") Limits start, @ForAll("manyLimits") List<Limits> requests) {
        Limits granted = start;
        for (Limits request : requests) {
            Limits asked = granted.inheritedBy(request);
            granted = granted.covers(asked) ? asked : granted;
        }
        for (Member member : start.counts().keySet()) {
            assertThat(granted.count(member))
                    .hasValueSatisfying(most ->
                            assertThat(most).isLessThanOrEqualTo(start.counts().get(member)));
        }
        for (String name : start.sums().keySet()) {
            assertThat(granted.sums().get(name))
                    .isLessThanOrEqualTo(start.sums().get(name));
        }
    }

    @Property
    void theStrictestOfTwoIsWithinBoth(@ForAll("limits") Limits one, @ForAll("limits") Limits other) {
        Limits strictest = one.strictest(other);

        assertThat(one.covers(strictest)).isTrue();
        assertThat(other.covers(strictest)).isTrue();
        assertThat(strictest).isEqualTo(other.strictest(one));
        assertThat(one.covers(other)).isEqualTo(strictest.equals(other));
    }

    @Property
    void whatSaysNothingInheritsEverything(
            @ForAll("constraints") Constraints constraints, @ForAll("limits") Limits limits) {
        assertThat(constraints.inheritedBy(Constraints.NONE)).isEqualTo(constraints);
        assertThat(limits.inheritedBy(Limits.NONE)).isEqualTo(limits);
    }

    @Property
    void whatIsWrittenReadsBackAsItWas(
            @ForAll("constraints") Constraints constraints, @ForAll("limits") Limits limits) {
        String written = StrictJson.write(constraints.toJson());

        assertThat(Constraints.parse(StrictJson.parse(written))).isEqualTo(constraints);
        assertThat(StrictJson.write(Constraints.parse(StrictJson.parse(written)).toJson()))
                .isEqualTo(written);
        assertThat(Limits.parse(StrictJson.parse(StrictJson.write(limits.toJson()))))
                .isEqualTo(limits);
    }

    @Property
    void anyNumberIsKeptExactlyOrRefused(@ForAll BigDecimal number) {
        try {
            Constraints constraints = Constraints.parse(StrictJson.parse("{\"p\":{\"max\":" + number + "}}"));
            JsonNode back = StrictJson.parse(StrictJson.write(constraints.toJson()));
            assertThat(back.at("/p/max").decimalValue()).isEqualByComparingTo(number);
            assertThat(new BigDecimal(Double.toString(back.at("/p/max").doubleValue())).compareTo(number) == 0
                            || number.stripTrailingZeros().scale() <= 0)
                    .isTrue();
        } catch (InvalidInput refused) {
            assertThat(refused).hasMessageContaining("digits");
        }
    }

    @Property
    void anyJsonIsTakenOrRefusedInWordsThatMayBeAnswered(@ForAll("json") String text) {
        JsonNode node = StrictJson.parse(text);
        checked(() ->
                assertThat(Constraints.parse(Constraints.parse(node).toJson())).isEqualTo(Constraints.parse(node)));
        checked(() -> assertThat(Limits.parse(Limits.parse(node).toJson())).isEqualTo(Limits.parse(node)));
        checked(() -> assertThat(Redelegation.parse(Redelegation.parse(node).toJson()))
                .isEqualTo(Redelegation.parse(node)));
    }

    @Property
    void anyParametersAreJudged(@ForAll("constraints") Constraints constraints, @ForAll("json") String parameters) {
        assertThat(constraints.violation(StrictJson.parse(parameters)).isPresent())
                .isEqualTo(!accepts(constraints, StrictJson.parse(parameters)));
    }

    private static void checked(Runnable parsing) {
        try {
            parsing.run();
        } catch (InvalidInput refused) {
            assertThat(refused.getMessage()).matches(DESCRIPTION);
        }
    }

    private static Constraints narrowed(Constraints outer, Constraints request) {
        Constraints granted = outer.inheritedBy(request);
        return outer.covers(granted) ? granted : outer;
    }

    private static boolean accepts(Constraints constraints, JsonNode parameters) {
        return constraints.violation(parameters).isEmpty();
    }

    @Provide
    Arbitrary<Constraints> constraints() {
        Arbitrary<String> number = numbers();
        Arbitrary<String> text = texts();
        Arbitrary<String> operators = Arbitraries.oneOf(
                        Arbitraries.oneOf(number, text, Arbitraries.of("true", "false"))
                                .map(value -> "\"eq\":" + value),
                        lists(number).map(list -> "\"in\":" + list),
                        lists(text).map(list -> "\"in\":" + list),
                        lists(number).map(list -> "\"not_in\":" + list),
                        lists(text).map(list -> "\"not_in\":" + list),
                        number.map(value -> "\"min\":" + value),
                        number.map(value -> "\"max\":" + value),
                        text.filter(value -> value.length() > 2).map(value -> "\"prefix\":" + value),
                        Arbitraries.integers().between(0, 3).map(length -> "\"max_length\":" + length))
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .uniqueElements(member -> member.substring(0, member.indexOf(':')))
                .map(members -> "{" + String.join(",", members) + "}");
        return Arbitraries.maps(Arbitraries.of("p", "q", "o.p"), operators)
                .ofMaxSize(3)
                .map(members -> members.entrySet().stream()
                        .map(member -> "\"" + member.getKey() + "\":" + member.getValue())
                        .collect(Collectors.joining(",", "{", "}")))
                .map(json -> Constraints.parse(StrictJson.parse(json)));
    }

    @Provide
    Arbitrary<List<Constraints>> requests() {
        return constraints().list().ofMaxSize(6);
    }

    @Provide
    Arbitrary<Limits> limits() {
        return Combinators.combine(
                        Arbitraries.maps(
                                        Arbitraries.of(Member.class).filter(member -> member != Member.SUM),
                                        Arbitraries.integers().between(1, 8))
                                .ofMaxSize(5),
                        Arbitraries.maps(
                                        Arbitraries.of("p", "q", "o.p"),
                                        Arbitraries.of("0", "0.5", "1", "2").map(BigDecimal::new))
                                .ofMaxSize(3))
                .as((counts, sums) -> new Limits(counts, new TreeMap<>(sums)));
    }

    @Provide
    Arbitrary<List<Limits>> manyLimits() {
        return limits().list().ofMaxSize(6);
    }

    /** Parameters near the values of the constraints, some nested, some with decoys. */
    @Provide
    Arbitrary<JsonNode> parameters() {
        Arbitrary<String> value = Arbitraries.oneOf(
                numbers(), texts(), Arbitraries.of("true", "false", "null", "[]", "[1]", "1e999999999", "{\"p\":1}"));
        return Arbitraries.maps(Arbitraries.of("p", "q", "o.p", "o"), value)
                .ofMaxSize(4)
                .map(members -> members.entrySet().stream()
                        .map(member -> "o".equals(member.getKey())
                                ? "\"o\":{\"p\":" + member.getValue() + "}"
                                : "\"" + member.getKey() + "\":" + member.getValue())
                        .collect(Collectors.joining(",", "{", "}")))
                .map(StrictJson::parse);
    }

    @Provide
    Arbitrary<String> json() {
        return json(4);
    }

    private static Arbitrary<String> json(int depth) {
        Arbitrary<String> leaf = Arbitraries.of(
                "null",
                "true",
                "0",
                "-1.5",
                "1e999",
                "1E-999",
                "1e999999999",
                "12345678901234567890123",
                "\"\"",
                "\"a\"",
                "\"\u202e\"",
                "\"ü\\\"\"");
        if (depth == 0) {
            return leaf;
        }
        Arbitrary<String> name = Arbitraries.of(
                "p",
                "a.b",
                "a..b",
                "ü",
                "\\\"",
                "eq",
                "in",
                "not_in",
                "min",
                "max",
                "prefix",
                "max_length",
                "max_tokens",
                "max_calls",
                "sum",
                "max_depth",
                "allowed_delegates");
        Arbitrary<String> inner = json(depth - 1);
        return Arbitraries.oneOf(
                leaf,
                inner.list().ofMaxSize(3).map(values -> "[" + String.join(",", values) + "]"),
                Arbitraries.maps(name, inner)
                        .ofMaxSize(3)
                        .map(members -> members.entrySet().stream()
                                .map(member -> "\"" + member.getKey() + "\":" + member.getValue())
                                .collect(Collectors.joining(",", "{", "}"))));
    }

    private static Arbitrary<String> numbers() {
        return Arbitraries.of("0", "1", "1.0", "1.5", "2", "-3", "100");
    }

    private static Arbitrary<String> texts() {
        return Arbitraries.of("\"\"", "\"a\"", "\"ab\"", "\"abc\"", "\"b\"", "\"\uD83D\uDE00\"");
    }

    private static Arbitrary<String> lists(Arbitrary<String> values) {
        return values.list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .uniqueElements(value -> value.equals("1.0") ? "1" : value)
                .map(list -> "[" + String.join(",", list) + "]");
    }
}
