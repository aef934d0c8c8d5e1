package io.agentidentity.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentidentity.agent.AgentJson;
import io.agentidentity.agent.Ceiling;
import io.agentidentity.authority.Constraints;
import io.agentidentity.authority.Limits;
import io.agentidentity.json.StrictJson;
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
                .isEqualTo(Dimension.DATATYPES.of("invoice").withActions(Optional.of(List.of("list", "pay"))));
    }

    @Test
    void whatATokenSaysHoldsTheNarrowingMembersOnly() {
        assertThat(Rights.UNNARROWED.toJson().isEmpty()).isTrue();
        assertThat(Dimension.ACTIONS.of("list").toJson()).hasToString("{\"actions\":[\"list\"]}");
    }

    @Test
    void whatIsConstrainedOrLimitedCoversNoLooser() {
        Rights outer = rights("{'constraints':{'amount':{'max':500}},'limits':{'max_tokens':5}}");

        assertThat(outer.covers(rights("{'constraints':{'amount':{'max':500.0}},'limits':{'max_tokens':5}}")))
                .isTrue();
        assertThat(outer.covers(rights("{'constraints':{'amount':{'max':501}},'limits':{'max_tokens':5}}")))
                .isFalse();
        assertThat(outer.covers(rights("{'constraints':{'amount':{'max':1}},'limits':{'max_tokens':6}}")))
                .isFalse();
        assertThat(outer.covers(rights("{'constraints':{'amount':{'max':1}}}"))).isFalse();
        assertThat(outer.covers(rights("{'limits':{'max_tokens':1}}"))).isFalse();
    }

    @Test
    void constraintsAndLimitsAreInheritedOneByOne() {
        Rights outer = rights("{'constraints':{'amount':{'max':500},'currency':{'in':['EUR','USD']}},"
                + "'limits':{'max_tokens':5,'max_duration':600}}");

        assertThat(outer.inheritedBy(rights("{'constraints':{'amount':{'min':1},'currency':{'in':['EUR']}},"
                                + "'limits':{'max_tokens':2}}"))
                        .toJson())
                .hasToString(
                        "{'constraints':{'amount':{'min':1,'max':500},'currency':{'in':['EUR']}},".replace('\'', '"')
                                + "'limits':{'max_tokens':2,'max_duration':600}}".replace('\'', '"'));
    }

    @Test
    void whomToHandOnToIsNeverInheritedAndNeverComesFromNothing() {
        Rights outer = rights("{'delegation':{'max_depth':3,'allowed_delegates':['ocr','mail']}}");

        assertThat(outer.inheritedBy(Rights.UNNARROWED).redelegation()).isEmpty();
        assertThat(outer.covers(Rights.UNNARROWED)).isTrue();
        assertThat(Rights.UNNARROWED.covers(outer)).isFalse();
        assertThat(outer.covers(rights("{'delegation':{'max_depth':2,'allowed_delegates':['ocr']}}")))
                .isTrue();
        assertThat(outer.covers(rights("{'delegation':{'max_depth':4,'allowed_delegates':['ocr']}}")))
                .isFalse();
        assertThat(outer.covers(rights("{'delegation':{'allowed_delegates':['ocr']}}")))
                .isFalse();
        assertThat(outer.covers(rights("{'delegation':{'max_depth':2,'allowed_delegates':['fax']}}")))
                .isFalse();
    }

    @Test
    void aRequestThatNamesDelegatesAloneInheritsTheDepth() {
        Rights outer = rights("{'delegation':{'max_depth':3,'allowed_delegates':['ocr','mail']}}");

        assertThat(outer.inheritedBy(rights("{'delegation':{'allowed_delegates':['ocr']}}")))
                .isEqualTo(rights("{'delegation':{'max_depth':3,'allowed_delegates':['ocr']}}"));
    }

    @Test
    void theCeilingBoundsActionsLimitsAndDelegates() {
        Ceiling ceiling = AgentJson.ceiling("{'actions':['list'],'chainDepth':2,'delegates':['ocr'],".replace('\'', '"')
                + "'limits':{'maxTokens':9}}".replace('\'', '"'));

        assertThat(Rights.of(ceiling))
                .isEqualTo(rights("{'actions':['list'],'limits':{'max_tokens':9},"
                        + "'delegation':{'max_depth':2,'allowed_delegates':['ocr']}}"));
        assertThat(Rights.of(Ceiling.NONE)).isEqualTo(Rights.UNNARROWED);
    }

    @Test
    void aTokenHoldsWhatItsResourceServerActsOn() {
        Rights rights = rights("{'actions':['pay'],'constraints':{'amount':{'max':500}},"
                + "'limits':{'max_tokens':5},'delegation':{'allowed_delegates':['ocr']}}");

        assertThat(rights.toTokenJson())
                .hasToString("{'actions':['pay'],'constraints':{'amount':{'max':500}}}".replace('\'', '"'));
    }

    @Test
    void scopesAreStoredInAnOrderThatDoesNotChange() {
        assertThat(authority("erp", "b", "a").toJson())
                .isEqualTo("{\"target\":\"erp\",\"scopes\":[\"a\",\"b\"],\"rights\":{}}");
    }

    @Test
    void rolesAreCoveredAndStored() {
        Authority clerk = new Authority("erp", Set.of("a"), Set.of("clerk"), Rights.UNNARROWED);

        assertThat(clerk.covers(authority("erp", "a"))).isTrue();
        assertThat(authority("erp", "a").covers(clerk)).isFalse();
        assertThat(Authority.fromJson(clerk.toJson())).isEqualTo(clerk);
    }

    @Test
    void aTaskThatWasStoredWithoutRolesHasNone() {
        assertThat(Authority.fromJson("{\"target\":\"erp\",\"scopes\":[\"a\"],\"rights\":{}}")
                        .roles())
                .isEmpty();
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
                                Set.of(),
                                identifier
                                        .map(AuthorityTest::identifier)
                                        .orElse(Rights.UNNARROWED)
                                        .withActions(actions)));
                    }
                }
            }
        }
        return all;
    }

    private static Authority authority(String target, String... scopes) {
        return new Authority(target, Set.of(scopes), Set.of(), Rights.UNNARROWED);
    }

    private static Rights rights(String json) {
        return Rights.fromJson(StrictJson.parse(json.replace('\'', '"')));
    }

    private static Rights identifier(String value) {
        return new Rights(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(value),
                Optional.empty(),
                Constraints.NONE,
                Limits.NONE,
                Optional.empty());
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
                    in(PRIVILEGES, values),
                    Constraints.NONE,
                    Limits.NONE,
                    Optional.empty());
        }

        private Optional<List<String>> in(Dimension dimension, String... values) {
            return this == dimension ? Optional.of(List.of(values)) : Optional.empty();
        }
    }
}
