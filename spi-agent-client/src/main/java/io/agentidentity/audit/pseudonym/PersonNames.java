package io.agentidentity.audit.pseudonym;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Where people stand in a record. Accounts of clients keep their ids: behind them is nobody. */
public final class PersonNames {

    private static final String SUB = "sub";

    private PersonNames() {}

    /**
     * Calls all people of a record by other names.
     *
     * @param name the name of a person by their id
     * @param known the same for whoever a search was narrowed to, which may be anybody; empty if it says nothing of a person
     */
    public static void replace(
            ObjectNode record, UnaryOperator<String> name, Function<String, Optional<String>> known) {
        JsonNode data = record.path("data");
        JsonNode actor = data.path("actor");
        boolean client = actor.has("client_id");
        // An administrator from another realm is not this one's to forget.
        if (!client && actor.path("iss").equals(record.path("source"))) {
            replace(actor, SUB, name);
        }
        JsonNode principal = data.path("principal");
        if (!client || !principal.path(SUB).equals(actor.path(SUB))) {
            replace(principal, SUB, name);
        }
        replace(data.path("owner"), SUB, name);
        replace(data.path("recipient"), SUB, name);
        JsonNode owner = data.path("change").path("owner");
        replace(owner, "before", name);
        replace(owner, "after", name);
        for (String field : List.of("principal", "owner", "actor")) {
            replace(data.path("query"), field, value -> known.apply(value).orElse(value));
        }
    }

    private static void replace(JsonNode node, String member, UnaryOperator<String> name) {
        if (node.path(member).isTextual()) {
            ((ObjectNode) node).put(member, name.apply(node.path(member).textValue()));
        }
    }
}
