package io.agentidentity.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.StrictJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a task allows.
 *
 * @param target the one audience: a resource URI or a client id
 * @param scopes names of scopes
 * @param rights the narrowing within those scopes
 */
public record Authority(String target, Set<String> scopes, Rights rights) {

    public Authority {
        scopes = Set.copyOf(scopes);
    }

    /** Whether everything that the other allows is allowed by this one too. */
    public boolean covers(Authority other) {
        return target.equals(other.target) && scopes.containsAll(other.scopes) && rights.covers(other.rights);
    }

    /** The same authority with more scopes. */
    public Authority with(Set<String> more) {
        Set<String> all = new TreeSet<>(scopes);
        all.addAll(more);
        return new Authority(target, all, rights);
    }

    public String toJson() {
        ObjectNode node = StrictJson.object().put("target", target);
        node.set("scopes", StrictJson.array(new TreeSet<>(scopes)));
        node.set("rights", rights.toJson());
        return StrictJson.write(node);
    }

    public static Authority fromJson(String json) {
        JsonNode node = StrictJson.parse(json);
        return new Authority(
                node.get("target").textValue(),
                Set.copyOf(strings(node.get("scopes"))),
                Rights.fromJson(node.get("rights")));
    }

    private static List<String> strings(JsonNode array) {
        List<String> values = new ArrayList<>();
        array.forEach(value -> values.add(value.textValue()));
        return values;
    }

    /**
     * Narrowing within the scopes (RFC 9396 section 2.2). An absent list does not narrow.
     *
     * @param locations resource servers
     * @param actions operations, exact names
     * @param datatypes kinds of data
     * @param identifier one resource at the server
     * @param privileges levels of privilege
     */
    public record Rights(
            Optional<List<String>> locations,
            Optional<List<String>> actions,
            Optional<List<String>> datatypes,
            Optional<String> identifier,
            Optional<List<String>> privileges) {

        /** No narrowing beyond scopes and target. */
        public static final Rights UNNARROWED =
                new Rights(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        /** Whether everything that the other permits is permitted by this one too. */
        public boolean covers(Rights other) {
            return covers(locations, other.locations)
                    && covers(actions, other.actions)
                    && covers(datatypes, other.datatypes)
                    && covers(privileges, other.privileges)
                    && (identifier.isEmpty() || identifier.equals(other.identifier));
        }

        /** What a request means within these rights: where it does not narrow, the narrowing of these rights stays. */
        public Rights inheritedBy(Rights request) {
            return new Rights(
                    request.locations.or(() -> locations),
                    request.actions.or(() -> actions),
                    request.datatypes.or(() -> datatypes),
                    request.identifier.or(() -> identifier),
                    request.privileges.or(() -> privileges));
        }

        /** The members of an {@code authorization_details} entry. */
        public ObjectNode toJson() {
            ObjectNode node = StrictJson.object();
            put(node, "locations", locations);
            put(node, "actions", actions);
            put(node, "datatypes", datatypes);
            identifier.ifPresent(value -> node.put("identifier", value));
            put(node, "privileges", privileges);
            return node;
        }

        static Rights fromJson(JsonNode node) {
            return new Rights(
                    list(node, "locations"),
                    list(node, "actions"),
                    list(node, "datatypes"),
                    Optional.ofNullable(node.get("identifier")).map(JsonNode::textValue),
                    list(node, "privileges"));
        }

        private static boolean covers(Optional<List<String>> outer, Optional<List<String>> inner) {
            return outer.isEmpty() || inner.filter(outer.get()::containsAll).isPresent();
        }

        private static void put(ObjectNode node, String name, Optional<List<String>> values) {
            values.ifPresent(list -> node.set(name, StrictJson.array(list)));
        }

        private static Optional<List<String>> list(JsonNode node, String name) {
            return Optional.ofNullable(node.get(name)).map(Authority::strings);
        }
    }
}
