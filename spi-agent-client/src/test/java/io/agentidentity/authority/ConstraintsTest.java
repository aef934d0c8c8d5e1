package io.agentidentity.authority;

import static io.agentidentity.agent.Texts.assertRefused;
import static io.agentidentity.agent.Texts.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.StrictJson;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConstraintsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'eq':'EUR'}          | 'EUR'",
                "{'eq':''}             | ''",
                "{'eq':500}            | 500.0",
                "{'eq':500.00}         | 5e2",
                "{'eq':0}              | -0.0",
                "{'eq':true}           | true",
                "{'in':['EUR','USD']}  | 'USD'",
                "{'in':[1,2.5]}        | 2.50",
                "{'not_in':['GBP']}    | 'gbp'",
                "{'not_in':[5]}        | 5.5",
                "{'not_in':[true]}     | false",
                "{'min':-1}            | -1.0",
                "{'max':500}           | 500.000",
                "{'max':500}           | -1e999999999",
                "{'min':5}             | 1e999999999",
                "{'min':1,'max':2}     | 1.5",
                "{'prefix':'/in/'}     | '/in/a'",
                "{'prefix':'😀'}       | '😀x'",
                "{'max_length':2}      | '😀😀'",
                "{'max_length':0}      | ''"
            })
    void aCallMayKeepToIt(String operators, String value) {
        assertThat(violation(operators, value)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "EQ         | {'eq':'EUR'}          | 'eur'",
                "EQ         | {'eq':'5'}            | 5",
                "EQ         | {'eq':5}              | '5'",
                "EQ         | {'eq':true}           | 'true'",
                "EQ         | {'eq':true}           | 1",
                "EQ         | {'eq':'\\u00e9'}        | 'e\\u0301'",
                "IN         | {'in':['EUR','USD']}  | 'GBP'",
                "IN         | {'in':['EUR']}        | ['EUR']",
                "NOT_IN     | {'not_in':['GBP']}    | 'GBP'",
                "NOT_IN     | {'not_in':['GBP']}    | ['GBP']",
                "NOT_IN     | {'not_in':['5']}      | 5",
                "NOT_IN     | {'not_in':[5]}        | '5'",
                "NOT_IN     | {'not_in':[5]}        | 5.0",
                "NOT_IN     | {'not_in':['GBP']}    | null",
                "MIN        | {'min':1}             | 0.999999999999999999999999",
                "MAX        | {'max':500}           | 500.000000000000000000001",
                "MAX        | {'max':500}           | 1e999999999",
                "MAX        | {'max':500}           | '1'",
                "MAX        | {'max':500}           | true",
                "MAX        | {'max':500}           | null",
                "MAX        | {'max':500}           | [1]",
                "MAX        | {'max':500}           | {'value':1}",
                "MAX        | {'min':1,'max':2}     | 3",
                "MIN        | {'max':2,'min':1}     | 'x'",
                "PREFIX     | {'prefix':'/in/'}     | '/IN/a'",
                "PREFIX     | {'prefix':'/in/'}     | '/in'",
                "PREFIX     | {'prefix':'1'}        | 12",
                "MAX_LENGTH | {'max_length':2}      | '😀😀x'",
                "MAX_LENGTH | {'max_length':2}      | 1",
                "MAX_LENGTH | {'max_length':2}      | ['a']"
            })
    void whatDoesNotKeepToItIsNamed(Operator operator, String operators, String value) {
        assertThat(violation(operators, value)).contains(new Violation("p", operator));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'q':1}", "{'P':1}", "[]", "[{'p':1}]", "null", "1", "'p'"})
    void aParameterUnderAConstraintMustBeThere(String parameters) {
        for (Operator operator : Operator.values()) {
            String value = switch (operator) {
                case IN, NOT_IN -> "['a']";
                case MIN, MAX, MAX_LENGTH -> "1";
                case EQ, PREFIX -> "'a'";
            };
            assertThat(constraints("{'p':{'" + operator.wire() + "':" + value + "}}")
                            .violation(json(parameters)))
                    .contains(new Violation("p", operator));
        }
        assertThat(constraints("{'p':{'max':1}}").violation(null)).isPresent();
    }

    @Test
    void withoutConstraintsEveryCallKeepsToThem() {
        assertThat(Constraints.NONE.violation(null)).isEmpty();
        assertThat(Constraints.NONE.violation(json("[]"))).isEmpty();
    }

    @Test
    void theFirstViolationIsThatOfTheFirstNameAndOperator() {
        Constraints constraints = constraints("{'b':{'eq':1},'a':{'max':5,'min':4}}");

        assertThat(constraints.violation(json("{'a':3,'b':2}"))).contains(new Violation("a", Operator.MIN));
        assertThat(constraints.violation(json("{'a':6,'b':2}"))).contains(new Violation("a", Operator.MAX));
        assertThat(constraints.violation(json("{'a':5,'b':2}"))).contains(new Violation("b", Operator.EQ));
        assertThat(constraints.violation(json("{'a':5,'b':1,'c':9}"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'to':{'iban':'DE1'}}", "{'to.iban':'DE1'}", "{'to.iban':'DE1','to':'x'}"})
    void aDottedNameIsTheOneMemberItCanBeReadAs(String parameters) {
        assertThat(constraints("{'to.iban':{'prefix':'DE'}}").violation(json(parameters)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'to':{'iban':'DE1'},'to.iban':'GB1'}",
                "{'to':{'iban':'DE1'},'to.iban':'DE1'}",
                "{'to':[{'iban':'DE1'}]}",
                "{'to':[{'iban':'DE1'},{'iban':'GB1'}]}",
                "{'to':'DE1'}",
                "{'iban':'DE1'}",
                "{'to':{'iban':{'iban':'DE1'}}}"
            })
    void aNameThatCanBeReadAsSeveralMembersOrNoneIsAViolation(String parameters) {
        assertThat(constraints("{'to.iban':{'prefix':'DE'}}").violation(json(parameters)))
                .contains(new Violation("to.iban", Operator.PREFIX));
    }

    @Test
    void namesOfManyStepsAreReadInEveryWay() {
        Constraints constraints = constraints("{'a.b.c':{'eq':1}}");

        assertThat(constraints.violation(json("{'a':{'b':{'c':1}}}"))).isEmpty();
        assertThat(constraints.violation(json("{'a.b':{'c':1}}"))).isEmpty();
        assertThat(constraints.violation(json("{'a':{'b.c':1}}"))).isEmpty();
        assertThat(constraints.violation(json("{'a':{'b.c':1,'b':{'c':1}}}"))).isPresent();
        assertThat(constraints.violation(json("{'a':{'b.c':1},'a.b':{'c':2}}"))).isPresent();
    }

    @Test
    void numbersThatJsonCannotHoldAreNoNumbers() {
        for (double odd : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            ObjectNode parameters = JsonNodeFactory.instance.objectNode().put("p", odd);
            for (String operators :
                    new String[] {"{'max':5}", "{'min':5}", "{'eq':5}", "{'in':[5]}", "{'not_in':[5]}"}) {
                assertThat(constraints("{'p':" + operators + "}").violation(parameters))
                        .isPresent();
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                          | constraints must be an object",
                "{'p':{}}                    | constraints.p must be an object with at least one operator",
                "{'p':5}                     | constraints.p must be an object with at least one operator",
                "{'p':null}                  | constraints.p must be an object with at least one operator",
                "{'p':{'regex':'.*'}}        | unknown operator in constraints.p",
                "{'p':{'EQ':'a'}}            | unknown operator in constraints.p",
                "{'p':{'':1}}                | unknown operator in constraints.p",
                "{'p':{'eq':null}}           | constraints.p.eq must be a string, a number, true or false",
                "{'p':{'eq':[1]}}            | constraints.p.eq must be a string, a number, true or false",
                "{'p':{'eq':{}}}             | constraints.p.eq must be a string, a number, true or false",
                "{'p':{'eq':'a\\u202eb'}}    | constraints.p.eq must be a string of 0 to 512 characters, none of them control or format",
                "{'p':{'in':'a'}}            | constraints.p.in must be a list of 1 to 100 values",
                "{'p':{'in':[]}}             | constraints.p.in must be a list of 1 to 100 values",
                "{'p':{'in':[null]}}         | constraints.p.in must be a string, a number, true or false",
                "{'p':{'in':['a','a']}}      | constraints.p.in must hold distinct values of one type",
                "{'p':{'in':[5,5.0]}}        | constraints.p.in must hold distinct values of one type",
                "{'p':{'not_in':['5',5]}}    | constraints.p.not_in must hold distinct values of one type",
                "{'p':{'min':'1'}}           | constraints.p.min must be a number",
                "{'p':{'max':null}}          | constraints.p.max must be a number",
                "{'p':{'max':true}}          | constraints.p.max must be a number",
                "{'p':{'prefix':''}}         | constraints.p.prefix must be a string of 1 to 512 characters, none of them control or format",
                "{'p':{'prefix':1}}          | constraints.p.prefix must be a string of 1 to 512 characters, none of them control or format",
                "{'p':{'max_length':-1}}     | constraints.p.max_length must be a whole number from 0 to 1000000",
                "{'p':{'max_length':1.5}}    | constraints.p.max_length must be a whole number from 0 to 1000000",
                "{'p':{'max_length':1e2}}    | constraints.p.max_length must be a whole number from 0 to 1000000",
                "{'ü':{'max':'1'}}           | constraints.(parameter).max must be a number",
                "{'a.b':{'max':'1'}}         | constraints.a.b.max must be a number"
            })
    void aRefusalNamesTheOperator(String constraints, String message) {
        assertRefused(() -> constraints(constraints)).hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".", "a.", ".a", "a..b", "a. .b", "a.b.c.d.e.f", "a\\u0007", "a\\u200bb"})
    void aNameThatIsNoneIsRefused(String name) {
        assertRefused(() -> constraints("{'" + name + "':{'max':1}}"))
                .hasMessage("constraints must name parameters of 1 to 128 characters and at most 5 steps");
    }

    @Test
    void namesTextsListsAndParametersHaveABound() {
        constraints("{'" + "x".repeat(128) + "':{'max':1}}");
        assertRefused(() -> constraints("{'" + "x".repeat(129) + "':{'max':1}}"));
        constraints("{'p':{'eq':'" + "x".repeat(512) + "'}}");
        assertRefused(() -> constraints("{'p':{'eq':'" + "x".repeat(513) + "'}}"));
        constraints("{'p':{'in':[" + numbers(100) + "]}}");
        assertRefused(() -> constraints("{'p':{'in':[" + numbers(101) + "]}}"));
        many(0, 32);
        assertRefused(() -> many(0, 33)).hasMessage("constraints must name at most 32 parameters");
        assertRefused(() -> many(0, 20).inheritedBy(many(20, 40)))
                .hasMessage("constraints must name at most 32 parameters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e999999999",
                "-1e999999999",
                "1e-999999999",
                "1e2147483647",
                "1e-2147483647",
                "10e2147483646",
                "1e18",
                "1000000000000000000",
                "0.1234567890123456",
                "1e-16"
            })
    void aNumberThatReadersWouldNotAgreeOnIsRefusedAtOnce(String number) {
        assertRefused(() -> constraints("{'p':{'max':" + number + "}}"))
                .hasMessage("constraints.p.max must have at most 18 digits, or 15 if it is a fraction");
    }

    @Test
    void anExponentThatNoNumberCanHaveIsMalformedJson() {
        for (String number : new String[] {"1e99999999999", "1e-2147483648", "-1e2147483648", "1.5e-2147483647"}) {
            Assertions.assertThatThrownBy(() -> StrictJson.parse("{\"p\":" + number + "}"))
                    .isInstanceOf(StrictJson.MalformedJson.class)
                    .hasMessage("holds a number that is out of range");
        }
    }

    @Test
    void thousandsOfDigitsAreRefused() {
        Assertions.assertThatThrownBy(() -> constraints("{'p':{'max':" + "9".repeat(2000) + "}}"))
                .isInstanceOfAny(StrictJson.MalformedJson.class, InvalidInput.class);
        assertRefused(() -> constraints("{'p':{'max':" + "9".repeat(900) + "}}"));
        assertRefused(() -> constraints("{'p':{'max':0." + "9".repeat(900) + "}}"));
    }

    @ParameterizedTest
    @CsvSource({
        "500.00,500",
        "5e2,500",
        "999999999999999999,999999999999999999",
        "-0.0,0",
        "0.10,0.1",
        "1e-7,1E-7",
        "123456789012.345,123456789012.345"
    })
    void numbersAreExactAndWrittenAsShortAsTheyCanBe(String number, String written) {
        assertThat(constraints("{'p':{'max':" + number + "}}")).hasToString("{\"p\":{\"max\":" + written + "}}");
    }

    @Test
    void theJsonFormIsOne() {
        assertThat(constraints("{'b':{'prefix':'x','eq':'xy'},'a':{'not_in':[3,1.0,2],'max_length':10}}"))
                .hasToString("{'a':{'not_in':[1,2,3],'max_length':10},'b':{'eq':'xy','prefix':'x'}}".replace('\'', '"'))
                .isEqualTo(constraints("{'a':{'max_length':10,'not_in':[1,2,3]},'b':{'eq':'xy','prefix':'x'}}"));
        assertThat(constraints("{}")).isEqualTo(Constraints.NONE).hasToString("{}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'eq':'a'}           | {'eq':'a'}",
                "{'eq':5}             | {'eq':5.0}",
                "{'in':['a','b']}     | {'in':['b']}",
                "{'not_in':['a']}     | {'not_in':['b','a']}",
                "{'min':1}            | {'min':1.1}",
                "{'max':500}          | {'max':499.99}",
                "{'prefix':'/a'}      | {'prefix':'/a/b'}",
                "{'max_length':5}     | {'max_length':4}",
                "{'max':500}          | {'max':500,'eq':3}"
            })
    void noLooserIsCovered(String outer, String inner) {
        assertThat(constraints("{'p':" + outer + "}").covers(constraints("{'p':" + inner + ",'q':{'eq':1}}")))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'eq':'a'}           | {'eq':'b'}",
                "{'eq':'5'}           | {'eq':5}",
                "{'in':['a','b']}     | {'in':['a','c']}",
                "{'in':['a','b']}     | {'eq':'a'}",
                "{'not_in':['a']}     | {'not_in':['b']}",
                "{'not_in':['a','b']} | {'not_in':['a']}",
                "{'min':1}            | {'min':0.9}",
                "{'min':1}            | {'max':5}",
                "{'max':500}          | {'max':500.01}",
                "{'max':500}          | {'min':1}",
                "{'prefix':'/a'}      | {'prefix':'/'}",
                "{'prefix':'/a'}      | {'prefix':'/b'}",
                "{'max_length':5}     | {'max_length':6}"
            })
    void looserOrMissingIsNot(String outer, String inner) {
        assertThat(constraints("{'p':" + outer + "}").covers(constraints("{'p':" + inner + "}")))
                .isFalse();
        assertThat(constraints("{'p':" + outer + "}").covers(Constraints.NONE)).isFalse();
    }

    private static Constraints many(int from, int to) {
        return constraints(IntStream.range(from, to)
                .mapToObj(i -> "'p" + i + "':{'max':1}")
                .collect(Collectors.joining(",", "{", "}")));
    }

    private static String numbers(int count) {
        return IntStream.range(0, count).mapToObj(String::valueOf).collect(Collectors.joining(","));
    }

    private static Optional<Violation> violation(String operators, String value) {
        return constraints("{'p':" + operators + "}").violation(json("{'p':" + value + "}"));
    }

    private static Constraints constraints(String text) {
        return Constraints.parse(json(text));
    }
}
