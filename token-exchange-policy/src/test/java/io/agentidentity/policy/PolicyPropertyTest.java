package io.agentidentity.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.StrictJson;
import io.agentidentity.policy.Verdict.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PolicyPropertyTest {

    private static final List<String> STRICTEST_LAST =
            List.of("permitted", "approval_required", "step_up_required", "policy_denied");

    @Property(tries = 200)
    void theOrderOfRulesDoesNotMatter(@ForAll("rules") List<ObjectNode> rules, @ForAll long seed) {
        List<ObjectNode> shuffled = new ArrayList<>(rules);
        Collections.shuffle(shuffled, new Random(seed));

        assertThat(outcome(shuffled).wire()).isEqualTo(outcome(rules).wire());
    }

    @Property(tries = 200)
    void aFurtherRuleOnlyNarrows(@ForAll("rules") List<ObjectNode> rules, @ForAll("rule") ObjectNode further) {
        if (!"permit".equals(further.path("effect").textValue())) {
            List<ObjectNode> more = new ArrayList<>(rules);
            more.add(further);

            assertThat(strictness(more)).isGreaterThanOrEqualTo(strictness(rules));
        }
    }

    @Property(tries = 200)
    void aRuleThatOnlyLogsChangesNothing(@ForAll("rules") List<ObjectNode> rules, @ForAll("rule") ObjectNode further) {
        List<ObjectNode> more = new ArrayList<>(rules);
        more.add(further.deepCopy().put("mode", "log_only"));

        assertThat(outcome(more)).isEqualTo(outcome(rules));
    }

    @Provide
    Arbitrary<List<ObjectNode>> rules() {
        return rule().list().ofMaxSize(6);
    }

    @Provide
    Arbitrary<ObjectNode> rule() {
        return Combinators.combine(
                        Arbitraries.of("true", "false", "history.calls == 3", "request.parameters.missing"),
                        Arbitraries.of("deny", "require_login", "require_approval", "oblige", "permit"),
                        Arbitraries.of("enforce", "log_only"))
                .as(PolicyPropertyTest::rule);
    }

    private static ObjectNode rule(String condition, String effect, String mode) {
        ObjectNode rule = StrictJson.object()
                .put("condition", condition)
                .put("effect", effect)
                .put("mode", mode);
        rule.putArray("stages").add("call");
        switch (effect) {
            case "deny" -> rule.put("reason", "no");
            case "require_login" -> rule.put("maxAge", 10);
            case "oblige" -> rule.putArray("obligations").addObject().put("id", "log");
            default -> {
                // No further member.
            }
        }
        return rule;
    }

    private static int strictness(List<ObjectNode> rules) {
        return STRICTEST_LAST.indexOf(outcome(rules).wire());
    }

    private static Outcome outcome(List<ObjectNode> rules) {
        ObjectNode document = StrictJson.object();
        ArrayNode list = document.putArray("rules");
        for (int i = 0; i < rules.size(); i++) {
            list.add(rules.get(i).deepCopy().put("id", "r" + i));
        }
        return Policy.parse(document).judge(Stage.CALL, new SomeFacts()).outcome();
    }
}
