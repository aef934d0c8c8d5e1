package io.agentidentity.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.authority.Constraints;
import io.agentidentity.authority.Limits;
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

class AuthorityPropertyTest {

    private static final List<String> NAMES = List.of("a", "b", "c\"\\\u2028");
    private static final List<String> IDENTIFIERS = List.of("a", "ü \"\\");

    @Property
    void everyAuthorityCoversItself(@ForAll("authorities") Authority authority) {
        assertThat(authority.covers(authority)).isTrue();
    }

    @Property
    void narrowedTwiceIsStillCoveredByTheFirst(
            @ForAll("rights") Rights first, @ForAll("rights") Rights second, @ForAll("rights") Rights third) {
        Rights narrower = narrowed(first, second);
        Rights narrowest = narrowed(narrower, third);

        assertThat(first.covers(narrower)).isTrue();
        assertThat(narrower.covers(narrowest)).isTrue();
        assertThat(first.covers(narrowest)).isTrue();
    }

    @Property
    void randomSequencesOfRequestsNeverWiden(
            @ForAll("rights") Rights start, @ForAll("requests") List<Rights> requests) {
        Rights granted = start;
        for (Rights request : requests) {
            Rights before = granted;
            granted = narrowed(before, request);

            assertThat(before.covers(granted)).isTrue();
        }
        assertThat(start.covers(granted)).isTrue();
    }

    @Property
    void aRequestWithinTheRightsIsGrantedAsAskedAndNeverMore(
            @ForAll("rights") Rights outer, @ForAll("rights") Rights request) {
        Rights granted = outer.inheritedBy(request);

        if (outer.covers(request)) {
            assertThat(outer.covers(granted)).isTrue();
            assertThat(request.covers(granted)).isTrue();
            assertThat(granted.covers(request)).isTrue();
        }
    }

    @Property
    void aCallThatNarrowedRightsPermitWasPermittedFromTheStart(
            @ForAll("rights") Rights start,
            @ForAll("requests") List<Rights> requests,
            @ForAll("calls") Rights call,
            @ForAll("parameters") JsonNode parameters) {
        Rights granted = start;
        for (Rights request : requests) {
            granted = narrowed(granted, request);
        }

        assertThat(permits(start, call) || !permits(granted, call)).isTrue();
        assertThat(keeps(start, parameters) || !keeps(granted, parameters)).isTrue();
    }

    @Property
    void whatIsCoveredPermitsNoCallMore(
            @ForAll("rights") Rights outer, @ForAll("rights") Rights inner, @ForAll("calls") Rights call) {
        assertThat(!outer.covers(inner) || permits(outer, call) || !permits(inner, call))
                .isTrue();
    }

    @Property
    void aRequestThatSaysNothingInheritsEverythingButWhomToHandOnTo(@ForAll("rights") Rights outer) {
        assertThat(outer.inheritedBy(Rights.UNNARROWED)).isEqualTo(outer.withRedelegation(Optional.empty()));
    }

    @Property
    void unnarrowedRightsCoverAllRightsThatStayWithTheAgent(@ForAll("rights") Rights rights) {
        Rights keptByTheAgent = rights.withRedelegation(Optional.empty());

        assertThat(Rights.UNNARROWED.covers(keptByTheAgent)).isTrue();
        assertThat(Rights.UNNARROWED.covers(rights))
                .isEqualTo(rights.redelegation().isEmpty());
        assertThat(rights.covers(Rights.UNNARROWED)).isEqualTo(keptByTheAgent.equals(Rights.UNNARROWED));
    }

    @Property
    void moreScopesAndRolesCoverTheAuthorityTheyWereAddedTo(
            @ForAll("authorities") Authority authority, @ForAll("authorities") Authority more) {
        Authority wider = authority.with(more);

        assertThat(wider.covers(authority)).isTrue();
        assertThat(wider.scopes()).containsAll(more.scopes());
        assertThat(wider.roles()).containsAll(more.roles());
        assertThat(wider.rights()).isEqualTo(authority.rights());
    }

    @Property
    void jsonGivesTheSameAuthorityBack(@ForAll("authorities") Authority authority) {
        assertThat(Authority.fromJson(authority.toJson())).isEqualTo(authority);
    }

    /** What is granted under the rights: the request where it is within them, else nothing changes. */
    private static Rights narrowed(Rights outer, Rights request) {
        Rights granted = outer.inheritedBy(request);
        return outer.covers(granted) ? granted : outer;
    }

    /** Whether a call, which names one value of each kind, is within the rights; worked out without {@code covers}. */
    private static boolean permits(Rights rights, Rights call) {
        return permits(rights.locations(), call.locations())
                && permits(rights.actions(), call.actions())
                && permits(rights.datatypes(), call.datatypes())
                && permits(rights.identifier().map(List::of), call.identifier().map(List::of))
                && permits(rights.privileges(), call.privileges());
    }

    private static boolean permits(Optional<List<String>> allowed, Optional<List<String>> called) {
        return allowed.isEmpty() || allowed.get().contains(called.orElseThrow().get(0));
    }

    private static boolean keeps(Rights rights, JsonNode parameters) {
        return rights.constraints().violation(parameters).isEmpty();
    }

    @Provide
    Arbitrary<JsonNode> parameters() {
        return GivenRights.parameters();
    }

    @Provide
    Arbitrary<Rights> calls() {
        Arbitrary<Optional<List<String>>> name = Arbitraries.of(NAMES).map(value -> Optional.of(List.of(value)));
        return Combinators.combine(name, name, name, Arbitraries.of(IDENTIFIERS).map(Optional::of), name)
                .as((locations, actions, datatypes, identifier, privileges) -> new Rights(
                        locations,
                        actions,
                        datatypes,
                        identifier,
                        privileges,
                        Constraints.NONE,
                        Limits.NONE,
                        Optional.empty()));
    }

    @Provide
    Arbitrary<Authority> authorities() {
        return Combinators.combine(Arbitraries.of("erp", "https://erp.example/mcp"), scopes(), roles(), rights())
                .as(Authority::new);
    }

    @Provide
    Arbitrary<Set<String>> scopes() {
        return Arbitraries.of("invoices:read", "invoices:pay", "profile").set().ofMaxSize(3);
    }

    private static Arbitrary<Set<String>> roles() {
        return Arbitraries.of("clerk", "boss").set().ofMaxSize(2);
    }

    @Provide
    Arbitrary<List<Rights>> requests() {
        return rights().list().ofMaxSize(10);
    }

    @Provide
    Arbitrary<Rights> rights() {
        return Combinators.combine(
                        names(),
                        names(),
                        names(),
                        Arbitraries.of(IDENTIFIERS).optional(),
                        names(),
                        GivenRights.constraints(),
                        GivenRights.limits(),
                        GivenRights.redelegation())
                .as(Rights::new);
    }

    private static Arbitrary<Optional<List<String>>> names() {
        return Arbitraries.of(NAMES)
                .list()
                .uniqueElements()
                .ofMinSize(1)
                .ofMaxSize(3)
                .optional();
    }
}
