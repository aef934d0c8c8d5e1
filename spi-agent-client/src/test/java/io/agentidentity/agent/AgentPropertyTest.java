package io.agentidentity.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.agent.Ceiling.Autonomous;
import io.agentidentity.agent.Delegation.Rule;
import io.agentidentity.agent.Facts.Protocol;
import io.agentidentity.authority.Limits;
import io.agentidentity.drift.Drift;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.StrictJson;
import io.agentidentity.json.StrictJson.MalformedJson;
import io.agentidentity.rate.Rates;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class AgentPropertyTest {

    @Property
    void aCeilingReadsBackAsItWasWritten(@ForAll("ceilings") Ceiling ceiling) {
        assertThat(AgentJson.ceiling(StrictJson.write(AgentJson.write(ceiling))))
                .isEqualTo(ceiling);
    }

    @Property
    void aDelegationReadsBackAsItWasWritten(@ForAll("delegations") Delegation delegation) {
        assertThat(AgentJson.delegation(StrictJson.write(AgentJson.write(delegation))))
                .isEqualTo(delegation);
    }

    @Property
    void whatItMayDoAloneReadsBackAsItWasWritten(@ForAll("autonomous") Autonomous autonomous) {
        assertThat(AgentJson.autonomous(StrictJson.write(AgentJson.write(autonomous))))
                .isEqualTo(autonomous);
    }

    @Property
    void strictnessReadsBackAsItWasWritten(
            @ForAll boolean actorToken,
            @ForAll boolean key,
            @ForAll boolean details,
            @ForAll boolean purpose,
            @ForAll boolean scope,
            @ForAll boolean logout) {
        Strictness strictness = new Strictness(actorToken, key, details, purpose, scope, logout);

        assertThat(AgentJson.strictness(StrictJson.write(AgentJson.write(strictness))))
                .isEqualTo(strictness);
    }

    @Property
    void factsReadBackAsTheyWereWritten(@ForAll("facts") Facts facts) {
        assertThat(AgentJson.facts(StrictJson.write(AgentJson.write(facts)))).isEqualTo(facts);
    }

    @Property
    void anyTextIsReadOrRefusedAsMalformed(@ForAll String text) {
        try {
            assertThat(StrictJson.parse(text)).isNotNull();
        } catch (MalformedJson refused) {
            assertThat(refused).hasMessageMatching("empty|malformed.*|holds .*");
        }
    }

    @Property
    void anyJsonIsAnAgentOrRefusedByARuleOfAgents(@ForAll("records") String text) {
        JsonNode node = StrictJson.parse(text);
        try {
            AgentSpec spec = AgentSpec.parse(node);

            assertThat(spec.clientId()).isNotBlank();
            assertThat(spec.owner()).isNotBlank();
            assertThat(spec.ceiling().tokenSeconds()).isBetween(1, Ceiling.MAX_TOKEN_SECONDS);
            assertThat(spec.ceiling().taskSeconds()).isBetween(1, Ceiling.MAX_TASK_SECONDS);
        } catch (InvalidInput refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    @Property
    void anyUnknownMemberIsRefused(@ForAll("unknown") String name) {
        JsonNode node =
                StrictJson.object().put("clientId", "a").put("owner", "b").put(name, 1);

        assertThatThrownBy(() -> AgentSpec.parse(node))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith("unknown member");
    }

    @Provide
    Arbitrary<Ceiling> ceilings() {
        return Combinators.combine(
                        names("a", "b:c", "ü"),
                        names("erp", "https://erp.example/mcp"),
                        names("erp:clerk", "https://erp.example:admin"),
                        names("list", "pay \"now\"").optional(),
                        Arbitraries.integers().between(1, Ceiling.MAX_TASK_SECONDS),
                        Arbitraries.integers().between(1, Ceiling.MAX_TOKEN_SECONDS),
                        Arbitraries.integers().between(1, Ceiling.MAX_CHAIN_DEPTH),
                        Arbitraries.integers().between(1, 1000).optional())
                .as((scopes, targets, roles, actions, task, token, depth, tasks) -> new Ceiling(
                        scopes,
                        targets,
                        roles,
                        actions,
                        task,
                        token,
                        depth,
                        List.of("ocr-agent"),
                        tasks,
                        tasks.map(AgentPropertyTest::limits).orElse(Limits.NONE),
                        tasks.map(AgentPropertyTest::rates).orElse(Rates.NONE),
                        tasks.map(AgentPropertyTest::drift).orElse(Drift.NONE)));
    }

    @Provide
    Arbitrary<Autonomous> autonomous() {
        return Combinators.combine(
                        names("a", "b:c", "ü"),
                        names("erp", "https://erp.example/mcp"),
                        names("list", "pay \"now\"").optional())
                .as(Autonomous::new);
    }

    private static Limits limits(int most) {
        return new Limits(
                Map.of(Limits.Member.MAX_TOKENS, most, Limits.Member.MAX_CALLS, most + 1),
                new TreeMap<>(
                        Map.of("amount", new BigDecimal(most).movePointLeft(1).stripTrailingZeros())));
    }

    private static Drift drift(int most) {
        return Drift.parse(StrictJson.parse("{\"then\":\"note\",\"callRate\":{\"after\":" + most + "}}"), "drift");
    }

    private static Rates rates(int most) {
        return Rates.parse(
                StrictJson.parse("{\"decisionsPerMinute\":" + most + ",\"perPrincipal\":{\"tokensPerMinute\":1}}"),
                "rates");
    }

    @Provide
    Arbitrary<Facts> facts() {
        Arbitrary<Protocol> protocols =
                Arbitraries.of(Protocol.Name.class).map(name -> new Protocol(name, "https://a.example/" + name));
        return Combinators.combine(
                        Arbitraries.maps(
                                        Arbitraries.of("vendor", "model", "framework", "version", "contact"),
                                        Arbitraries.of("Acme", "1.0"))
                                .ofMaxSize(5),
                        Arbitraries.of("eu", "payments", "x1")
                                .list()
                                .uniqueElements()
                                .map(labels -> labels.stream().sorted().toList()),
                        protocols.list().ofMaxSize(3))
                .as(Facts::new);
    }

    @Provide
    Arbitrary<Delegation> delegations() {
        return Combinators.combine(Arbitraries.of(Rule.class), names("portal", "https://portal.example"))
                .as((rule, apps) -> new Delegation(
                        rule, rule == Rule.GROUP ? "/a/b" : null, rule == Rule.ROLE ? "clerk" : null, apps));
    }

    @Provide
    Arbitrary<String> unknown() {
        Set<String> known = Set.of("version", "name", "description", "purpose", "environment", "expiresAt");
        return Arbitraries.strings().filter(name -> !known.contains(name) && !knownElsewhere(name));
    }

    @Provide
    Arbitrary<String> records() {
        Arbitrary<String> name = Arbitraries.of(
                "clientId",
                "owner",
                "name",
                "purpose",
                "environment",
                "expiresAt",
                "credential",
                "delegation",
                "ceiling",
                "autonomous",
                "limits",
                "strictness",
                "sponsors",
                "facts",
                "protocols",
                "version",
                "type",
                "jwks",
                "jwksUrl",
                "keys",
                "rule",
                "group",
                "apps",
                "scopes",
                "roles",
                "tokenSeconds",
                "details",
                "id",
                "username");
        Arbitrary<String> value = Arbitraries.of(
                "null",
                "true",
                "0",
                "7",
                "1.5",
                "1e999",
                "99999999999999999999",
                "\"\"",
                "\"a\"",
                "\"owner\"",
                "\"private_key_jwt\"",
                "\"development\"",
                "\"2030-01-01T00:00:00Z\"",
                "\"https://a.example\"",
                "[]",
                "[\"a\"]",
                "[\"a:b\"]",
                "{}");
        Arbitrary<String> inner = object(name, value);
        Arbitrary<String> outer = object(name, Arbitraries.oneOf(value, inner));
        return outer.map(members -> members.contains("\"clientId\"")
                ? members
                : members.replaceFirst("\\{,?", "{\"clientId\":\"a\"" + (members.length() > 2 ? "," : "")));
    }

    private static Arbitrary<String> object(Arbitrary<String> name, Arbitrary<String> value) {
        return Arbitraries.maps(name, value)
                .ofMaxSize(6)
                .map(members -> members.entrySet().stream()
                        .map(member -> "\"" + member.getKey() + "\":" + member.getValue())
                        .reduce((a, b) -> a + "," + b)
                        .map(text -> "{" + text + "}")
                        .orElse("{}"));
    }

    private static boolean knownElsewhere(String name) {
        return AgentSpec.READ_ONLY.contains(name)
                || Set.of(
                                "clientId",
                                "owner",
                                "sponsors",
                                "credential",
                                "delegation",
                                "ceiling",
                                "autonomous",
                                "strictness",
                                "facts")
                        .contains(name);
    }

    private static Arbitrary<List<String>> names(String... names) {
        return Arbitraries.of(names).list().uniqueElements().ofMaxSize(3);
    }
}
