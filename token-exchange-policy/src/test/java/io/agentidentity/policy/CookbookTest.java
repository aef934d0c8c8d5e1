package io.agentidentity.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.StrictJson;
import io.agentidentity.policy.Condition.Came;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The rules of the cookbook in the documentation do what is said of them. */
class CookbookTest {

    private static final Path DOCS = Path.of("../docs/policy.md");
    private static final Pattern BLOCK = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);

    private static final Map<String, Case> CASES = new TreeMap<>(Map.ofEntries(
            Map.entry("office-hours", new Case(at("2026-03-02T17:30:00Z"), at("2026-03-02T16:59:00Z"))),
            Map.entry("large-payments", new Case(pays(1000.01), pays(1000))),
            Map.entry("fresh-login-to-pay", new Case(scopes("payments:write"), scopes("payments:read"))),
            Map.entry("strong-login-to-write", new Case(scopes("a:read", "a:write"), scopes("a:read"))),
            Map.entry(
                    "risky-agents-read",
                    new Case(
                            scopes("a:write").with(Fact.AGENT_RISK_LEVEL, 2),
                            scopes("a:read").with(Fact.AGENT_RISK_LEVEL, 3))),
            Map.entry("helpdesk-tools", new Case(action("tickets.read"), action("tickets.close"))),
            Map.entry("own-department", new Case(department("hr"), department("sales"))),
            Map.entry(
                    "data-centre",
                    new Case(
                            facts().with(Fact.CLIENT_ADDRESS, "10.2.0.1"),
                            facts().with(Fact.CLIENT_ADDRESS, "10.20.0.1"))),
            Map.entry(
                    "one-deletion",
                    new Case(
                            action("records.delete").with(Fact.HISTORY_CALLS_OF, Map.of("records.delete", 1)),
                            action("records.delete").with(Fact.HISTORY_CALLS_OF, Map.of("records.read", 7)))),
            Map.entry(
                    "pace",
                    new Case(
                            facts().with(Fact.HISTORY_LAST_CALL_AT, SomeFacts.NOW.minusMillis(1999)),
                            facts().with(Fact.HISTORY_LAST_CALL_AT, Instant.EPOCH))),
            Map.entry(
                    "redact-bank-details",
                    new Case(
                            action("customers.read"),
                            action("customers.read")
                                    .with(Fact.PRINCIPAL_GROUPS, List.of("/support", "/support/second-level")))),
            Map.entry("pay-once", new Case(action("payments.create"), action("payments.read"))),
            Map.entry("mail-stays-inside", new Case(mail("a@acme.example", "b@evil.example"), mail("a@acme.example"))),
            Map.entry("short-chains", new Case(facts().with(Fact.TASK_DEPTH, 3), facts().with(Fact.TASK_DEPTH, 2))),
            Map.entry(
                    "holiday-freeze",
                    new Case(
                            scopes("a:write").with(Fact.NOW, Instant.parse("2026-12-24T12:00:00Z")),
                            scopes("a:write").with(Fact.NOW, Instant.parse("2027-01-04T00:00:00Z")))),
            Map.entry(
                    "astray",
                    new Case(
                            action("Invoices.Pay").with(Fact.HISTORY_STRIKES, 1),
                            action("invoices.list").with(Fact.HISTORY_STRIKES, 2)))));

    @TestFactory
    Stream<DynamicTest> eachRuleHoldsWhereItShouldAndNowhereElse() throws IOException {
        return rules().values().stream()
                .map(rule -> DynamicTest.dynamicTest(rule.id(), () -> {
                    Case tested = CASES.get(rule.id());
                    assertThat(rule.condition()
                                    .of(new FactView(tested.matching))
                                    .came())
                            .isEqualTo(Came.MATCHED);
                    assertThat(rule.condition().of(new FactView(tested.other)).came())
                            .isEqualTo(Came.NOT_MATCHED);
                }));
    }

    @Test
    void everyRuleIsTestedAndAllOfThemMakeOnePolicy() throws IOException {
        Map<String, Rule> rules = rules();

        assertThat(rules.keySet()).containsExactlyInAnyOrderElementsOf(CASES.keySet());
        assertThat(rules.size()).isGreaterThanOrEqualTo(10);
    }

    private static Map<String, Rule> rules() throws IOException {
        String text = Files.readString(DOCS);
        ObjectNode document = StrictJson.object();
        Matcher blocks = BLOCK.matcher(text.substring(text.indexOf("## Cookbook")));
        while (blocks.find()) {
            JsonNode rule = StrictJson.parse(blocks.group(1));
            document.withArray("rules").add(rule);
        }
        Map<String, Rule> rules = new LinkedHashMap<>();
        Policy.parse(document).rules().forEach(rule -> rules.put(rule.id(), rule));
        return rules;
    }

    private static SomeFacts facts() {
        return new SomeFacts();
    }

    private static SomeFacts at(String now) {
        return facts().with(Fact.NOW, Instant.parse(now));
    }

    private static SomeFacts scopes(String... scopes) {
        return facts().with(Fact.REQUEST_SCOPES, List.of(scopes));
    }

    private static SomeFacts action(String action) {
        return facts().with(Fact.REQUEST_ACTION, action);
    }

    private static SomeFacts pays(double amount) {
        return action("invoices.pay")
                .with(Fact.REQUEST_PARAMETERS, StrictJson.object().put("amount", amount));
    }

    private static SomeFacts department(String department) {
        return facts().with(Fact.REQUEST_RESOURCE_TYPE, "employee")
                .with(Fact.PRINCIPAL_ATTRIBUTES, Map.of("department", List.of("sales")))
                .with(Fact.REQUEST_PARAMETERS, StrictJson.object().put("department", department));
    }

    private static SomeFacts mail(String... to) {
        ObjectNode parameters = StrictJson.object();
        parameters.set("to", StrictJson.array(List.of(to)));
        return action("mail.send").with(Fact.REQUEST_PARAMETERS, parameters);
    }

    private record Case(SomeFacts matching, SomeFacts other) {}
}
