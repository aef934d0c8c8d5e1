package io.agentidentity.sample;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;

/**
 * Reads from what introspection says whether a call is allowed, for a server that asks about no call. It knows two kinds of
 * constraint and meters nothing; what it does not know it must refuse, or the agent would get more than its task. The token alone
 * is not enough for that: limits are not in it.
 */
final class DetailsCheck implements Enforcement {

    private static final Set<String> KNOWN =
            Set.of("type", "task_id", "locations", "actions", "constraints", "purpose_digest");

    @Override
    public <T> T permitted(Caller caller, Call call, Supplier<T> serve) {
        JsonNode all = caller.facts().path("authorization_details");
        if (all.size() != 1) {
            throw Refusal.insufficientAuthorization("the token is of no task");
        }
        JsonNode task = all.get(0);
        task.fieldNames().forEachRemaining(member -> require(KNOWN.contains(member), member + " cannot be kept here"));
        // Without actions the scopes alone limit the task.
        require(
                !task.has("actions")
                        || StreamSupport.stream(task.path("actions").spliterator(), false)
                                .anyMatch(action -> action.asText().equals(call.action())),
                "the task does not allow " + call.action());
        task.path("constraints").properties().forEach(constrained -> {
            JsonNode value = call.parameters().path(constrained.getKey());
            constrained
                    .getValue()
                    .properties()
                    .forEach(rule -> require(kept(rule, value), constrained.getKey() + " cannot be allowed here"));
        });
        return serve.get();
    }

    private static boolean kept(Map.Entry<String, JsonNode> rule, JsonNode value) {
        return switch (rule.getKey()) {
            case "eq" -> rule.getValue().equals(value);
            case "max" ->
                value.isNumber()
                        && value.decimalValue().compareTo(rule.getValue().decimalValue()) <= 0;
            default -> false;
        };
    }

    private static void require(boolean kept, String otherwise) {
        if (!kept) {
            throw Refusal.insufficientAuthorization(otherwise);
        }
    }
}
