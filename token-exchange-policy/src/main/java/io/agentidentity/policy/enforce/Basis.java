package io.agentidentity.policy.enforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.StrictJson;
import io.agentidentity.policy.Condition.Came;
import io.agentidentity.policy.Fact;
import io.agentidentity.policy.Facts;
import io.agentidentity.policy.Verdict;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is kept of how a call was judged: the version of the rules, what they said, those of them that held or erred, and the facts
 * that would be lost otherwise. No parameter, no id of a resource, nothing of a person.
 */
public record Basis(ObjectNode json) {

    private static final List<Fact> KEPT = List.of(
            Fact.AGENT_ENVIRONMENT,
            Fact.AGENT_LABELS,
            Fact.AGENT_RISK,
            Fact.AGENT_RISK_LEVEL,
            Fact.HISTORY_CALLS,
            Fact.HISTORY_CALLS_OF,
            Fact.HISTORY_LAST_CALL_AT,
            Fact.HISTORY_STRIKES,
            Fact.REQUEST_ACTION,
            Fact.REQUEST_RESOURCE_TYPE,
            Fact.REQUEST_SCOPES,
            Fact.CLIENT_ADDRESS);

    /** Facts with more entries are not kept. */
    private static final int MOST_ENTRIES = 20;

    static Basis of(int version, Verdict verdict, Facts facts) {
        ObjectNode json = StrictJson.object()
                .put("policyVersion", version)
                .put("outcome", verdict.outcome().wire());
        verdict.outcome().by().ifPresent(rule -> json.put("rule", rule));
        verdict.rehearsed()
                .ifPresent(would -> json.putObject("logOnly")
                        .put("outcome", would.wire())
                        .put("rule", would.by().orElseThrow()));
        ArrayNode rules = json.putArray("rules");
        verdict.applied().stream()
                .filter(rule -> rule.came() != Came.NOT_MATCHED)
                .forEach(rule -> rules.add(rule.toJson()));
        ObjectNode kept = json.putObject("facts");
        KEPT.forEach(fact -> put(kept, fact.wire(), facts.value(fact)));
        return new Basis(json);
    }

    /** The same, as it was stored. */
    public static Basis parse(String text) {
        return new Basis((ObjectNode) StrictJson.parse(text));
    }

    /** As it is stored. */
    public String text() {
        return StrictJson.write(json);
    }

    static boolean keeps(Fact fact) {
        return KEPT.contains(fact);
    }

    /** What the rules said. */
    String outcome() {
        return json.path("outcome").textValue();
    }

    /** Whether the rules let the call go on. */
    public boolean permitted() {
        return "permitted".equals(outcome());
    }

    /** A fact that is kept; empty if this one was too large. */
    Optional<Object> value(Fact fact) {
        JsonNode value = json.path("facts").get(fact.wire());
        if (value == null) {
            return Optional.empty();
        }
        return Optional.of(fact == Fact.HISTORY_LAST_CALL_AT ? Instant.parse(value.textValue()) : value);
    }

    private static void put(ObjectNode kept, String name, Object value) {
        if (value instanceof Number number) {
            kept.put(name, number.longValue());
        } else if (value instanceof Collection<?> list) {
            if (list.size() <= MOST_ENTRIES) {
                ArrayNode array = kept.putArray(name);
                list.forEach(each -> array.add(each.toString()));
            }
        } else if (value instanceof Map<?, ?> map) {
            if (map.size() <= MOST_ENTRIES) {
                ObjectNode object = kept.putObject(name);
                map.forEach((key, count) -> object.put(key.toString(), ((Number) count).longValue()));
            }
        } else if (value != null) {
            kept.put(name, value.toString());
        }
    }
}
