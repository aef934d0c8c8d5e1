package io.agentidentity.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentidentity.task.Authority.Rights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AuthorityTest {

    @Test
    void anotherTargetIsNeverCovered() {
        assertThat(authority("erp", "a").covers(authority("crm", "a"))).isFalse();
    }

    @Test
    void fewerScopesAreCoveredAndMoreAreNot() {
        assertThat(authority("erp", "a", "b").covers(authority("erp", "a"))).isTrue();
        assertThat(authority("erp", "a").covers(authority("erp", "a", "b"))).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Dimension.class)
    void anAbsentListDoesNotNarrow(Dimension dimension) {
        assertThat(Rights.UNNARROWED.covers(dimension.of("a"))).isTrue();
        assertThat(dimension.of("a").covers(Rights.UNNARROWED)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Dimension.class)
    void aListCoversItsPartsOnly(Dimension dimension) {
        assertThat(dimension.of("a", "b").covers(dimension.of("b"))).isTrue();
        assertThat(dimension.of("a", "b").covers(dimension.of("b", "a"))).isTrue();
        assertThat(dimension.of("a").covers(dimension.of("a", "b"))).isFalse();
        assertThat(dimension.of("a").covers(dimension.of("A"))).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Dimension.class)
    void anEmptyListAllowsNothing(Dimension dimension) {
        assertThat(dimension.of().covers(dimension.of("a"))).isFalse();
        assertThat(dimension.of("a").covers(dimension.of())).isTrue();
        assertThat(dimension.of().covers(Rights.UNNARROWED)).isFalse();
    }

    @Test
    void anActionIsAnExactNameAndNeverAPattern() {
        assertThat(Dimension.ACTIONS.of("*").covers(Dimension.ACTIONS.of("invoices.list")))
                .isFalse();
        assertThat(Dimension.ACTIONS.of("invoices.*").covers(Dimension.ACTIONS.of("invoices.list")))
                .isFalse();
    }

    @Test
    void anIdentifierIsOneResource() {
        assertThat(identifier("1").covers(identifier("1"))).isTrue();
        assertThat(identifier("1").covers(identifier("2"))).isFalse();
        assertThat(identifier("1").covers(Rights.UNNARROWED)).isFalse();
        assertThat(Rights.UNNARROWED.covers(identifier("1"))).isTrue();
    }

    @Test
    void coveringIsTransitive() {
        List<Authority> all = everyCombination();
        for (Authority outer : all) {
            for (Authority middle : all.stream().filter(outer::covers).toList()) {
                assertThat(all.stream().filter(middle::covers)).allMatch(outer::covers);
            }
        }
    }

    @Test
    void whereARequestDoesNotNarrowTheNarrowingStays() {
        Rights outer = Dimension.ACTIONS.of("list", "pay");

        assertThat(outer.inheritedBy(Dimension.DATATYPES.of("invoice")))
                .isEqualTo(new Rights(
                        Optional.empty(),
                        Optional.of(List.of("list", "pay")),
                        Optional.of(List.of("invoice")),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void whatATokenSaysHoldsTheNarrowingMembersOnly() {
        assertThat(Rights.UNNARROWED.toJson().isEmpty()).isTrue();
        assertThat(Dimension.ACTIONS.of("list").toJson()).hasToString("{\"actions\":[\"list\"]}");
    }

    @Test
    void scopesAreStoredInAnOrderThatDoesNotChange() {
        assertThat(authority("erp", "b", "a").toJson())
                .isEqualTo("{\"target\":\"erp\",\"scopes\":[\"a\",\"b\"],\"rights\":{}}");
    }

    private static List<Authority> everyCombination() {
        List<Authority> all = new ArrayList<>();
        for (String target : List.of("erp", "crm")) {
            for (Set<String> scopes : List.of(Set.<String>of(), Set.of("a"), Set.of("a", "b"))) {
                for (Optional<List<String>> actions : List.of(
                        Optional.<List<String>>empty(),
                        Optional.of(List.<String>of()),
                        Optional.of(List.of("x")),
                        Optional.of(List.of("y", "x")))) {
                    for (Optional<String> identifier :
                            List.of(Optional.<String>empty(), Optional.of("1"), Optional.of("2"))) {
                        all.add(new Authority(
                                target,
                                scopes,
                                new Rights(Optional.empty(), actions, Optional.empty(), identifier, Optional.empty())));
                    }
                }
            }
        }
        return all;
    }

    private static Authority authority(String target, String... scopes) {
        return new Authority(target, Set.of(scopes), Rights.UNNARROWED);
    }

    private static Rights identifier(String value) {
        return new Rights(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(value), Optional.empty());
    }

    private enum Dimension {
        LOCATIONS,
        ACTIONS,
        DATATYPES,
        PRIVILEGES;

        Rights of(String... values) {
            return new Rights(
                    in(LOCATIONS, values),
                    in(ACTIONS, values),
                    in(DATATYPES, values),
                    Optional.empty(),
                    in(PRIVILEGES, values));
        }

        private Optional<List<String>> in(Dimension dimension, String... values) {
            return this == dimension ? Optional.of(List.of(values)) : Optional.empty();
        }
    }
}
