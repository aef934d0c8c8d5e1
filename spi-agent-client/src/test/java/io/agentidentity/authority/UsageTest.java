package io.agentidentity.authority;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.json.StrictJson;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {

    private static final Limits LIMITS =
            Limits.parse(json("{'max_calls':3,'max_calls_per_action':2,'sum':{'amount':100,'fee':1.5}}"));

    @Test
    void eachLimitIsExceededByTheCallThatWouldGoBeyondIt() {
        Usage two = Usage.NONE.plus("pay", amounts("{'amount':60}")).plus("pay", amounts("{'amount':40}"));
        assertThat(two.exceeded(LIMITS, "pay", amounts("{}"))).contains("max_calls_per_action");
        assertThat(two.exceeded(LIMITS, "list", amounts("{}"))).isEmpty();
        assertThat(two.exceeded(LIMITS, "list", amounts("{'amount':0.01}"))).contains("sum.amount");
        assertThat(two.plus("list", amounts("{}")).exceeded(LIMITS, "read", amounts("{}")))
                .contains("max_calls");
        assertThat(two.exceeded(Limits.NONE, "pay", amounts("{'amount':1}"))).isEmpty();
    }

    @Test
    void whatIsLeftNeverFallsBelowNothing() {
        Usage used = Usage.NONE.plus("pay", amounts("{'amount':120}"));
        assertThat(used.left(LIMITS, "pay").toJson())
                .hasToString("{\"max_calls\":2,\"max_calls_per_action\":1,\"sum\":{\"amount\":0,\"fee\":1.5}}");
        assertThat(used.left(LIMITS).toJson()).hasToString("{\"max_calls\":2,\"sum\":{\"amount\":0,\"fee\":1.5}}");
    }

    @Test
    void itReadsBack() {
        Usage used = Usage.NONE
                .plus("pay", amounts("{'amount':0.1}"))
                .plus("päy \"x\"", amounts("{'amount':123456789012345678}"));
        assertThat(Usage.fromJson(StrictJson.parse(StrictJson.write(used.toJson()))))
                .isEqualTo(used);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'amount':-1}",
                "{'amount':'1'}",
                "{'amount':null}",
                "{'amount':1e300}",
                "{'amount':0.12345678901234567}",
                "{'amount':[1]}"
            })
    void whatCannotBeAddedUpIsSaid(String parameters) {
        assertThat(amounts(parameters).unusable()).contains("amount");
    }

    @Test
    void aNameThatCanBeReadTwiceIsUnusable() {
        assertThat(Amounts.of(Set.of("a.b"), json("{'a.b':1,'a':{'b':1}}")).unusable())
                .contains("a.b");
        assertThat(Amounts.of(Set.of("a.b"), json("{'a':{'b':1}}")).values()).containsEntry("a.b", BigDecimal.ONE);
    }

    @Test
    void manyNamesOfActionsAreNoWayAroundALimitPerAction() {
        Usage used = Usage.NONE;
        for (int i = 0; i < 300; i++) {
            used = used.plus("action-" + i, amounts("{}"));
        }
        assertThat(used.calls()).isEqualTo(300);
        Limits perAction = Limits.parse(json("{'max_calls_per_action':1000}"));
        assertThat(used.exceeded(perAction, "action-0", amounts("{}"))).isEmpty();
        assertThat(used.exceeded(perAction, "another", amounts("{}"))).contains("max_calls_per_action");
    }

    @Property
    void neverIsMoreCountedThanTheLimitsAllow(
            @ForAll @Size(max = 40) List<@IntRange(max = 60) Integer> calls, @ForAll @IntRange(max = 3) int names) {
        Usage used = Usage.NONE;
        for (int amount : calls) {
            String action = "a" + amount % (names + 1);
            Amounts amounts = amounts("{'amount':" + amount + "}");
            if (used.exceeded(LIMITS, action, amounts).isEmpty()) {
                used = used.plus(action, amounts);
            }
        }
        assertThat(used.calls()).isLessThanOrEqualTo(3);
        assertThat(used.perAction().values()).allMatch(count -> count <= 2);
        assertThat(used.sums().values()).allMatch(sum -> sum.compareTo(BigDecimal.valueOf(100)) <= 0);
    }

    private static Amounts amounts(String parameters) {
        return Amounts.of(LIMITS.sums().keySet(), json(parameters));
    }

    private static JsonNode json(String text) {
        return StrictJson.parse(text.replace('\'', '"'));
    }
}
