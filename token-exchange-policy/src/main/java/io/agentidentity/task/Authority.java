package io.agentidentity.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.Ceiling;
import io.agentidentity.authority.Constraints;
import io.agentidentity.authority.Limits;
import io.agentidentity.authority.Redelegation;
import io.agentidentity.json.InvalidInput;
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
 * @param roles names of roles at the target that its tokens may show as far as the person has them
 * @param rights the narrowing within those scopes
 */
public record Authority(String target, Set<String> scopes, Set<String> roles, Rights rights) {

    public Authority {
        scopes = Set.copyOf(scopes);
        roles = Set.copyOf(roles);
    }

    /** Whether everything that the other allows is allowed by this one too. */
    public boolean covers(Authority other) {
        return target.equals(other.target)
                && scopes.containsAll(other.scopes)
                && roles.containsAll(other.roles)
                && rights.covers(other.rights);
    }

    /** The same authority with the scopes and roles of another as well. */
    public Authority with(Authority more) {
        return new Authority(target, union(scopes, more.scopes), union(roles, more.roles), rights);
    }

    private static Set<String> union(Set<String> some, Set<String> more) {
        Set<String> all = new TreeSet<>(some);
        all.addAll(more);
        return all;
    }

    public String toJson() {
        ObjectNode node = StrictJson.object().put("target", target);
        node.set("scopes", StrictJson.array(new TreeSet<>(scopes)));
        if (!roles.isEmpty()) {
            node.set("roles", StrictJson.array(new TreeSet<>(roles)));
        }
        node.set("rights", rights.toJson());
        return StrictJson.write(node);
    }

    public static Authority fromJson(String json) {
        JsonNode node = StrictJson.parse(json);
        return new Authority(
                node.get("target").textValue(),
                Set.copyOf(strings(node.get("scopes"))),
                Set.copyOf(strings(node.path("roles"))),
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
     * @param constraints what the parameters of calls must be like
     * @param limits what is metered for the task
     * @param redelegation to whom the task may be handed on; absent: to nobody
     */
    public record Rights(
            Optional<List<String>> locations,
            Optional<List<String>> actions,
            Optional<List<String>> datatypes,
            Optional<String> identifier,
            Optional<List<String>> privileges,
            Constraints constraints,
            Limits limits,
            Optional<Redelegation> redelegation) {

        /** No narrowing beyond scopes and target, and nobody to hand on to. */
        public static final Rights UNNARROWED = new Rights(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Constraints.NONE,
                Limits.NONE,
                Optional.empty());

        /** The most that an agent's record allows a task; its lives and depth apart, which bound requests elsewhere. */
        public static Rights of(Ceiling ceiling) {
            Rights most = UNNARROWED.withActions(ceiling.actions()).withLimits(ceiling.limits());
            return ceiling.delegates().isEmpty()
                    ? most
                    : most.withRedelegation(
                            Optional.of(new Redelegation(Optional.of(ceiling.chainDepth()), ceiling.delegates())));
        }

        /** Whether everything that the other permits is permitted by this one too. */
        public boolean covers(Rights other) {
            return covers(locations, other.locations)
                    && covers(actions, other.actions)
                    && covers(datatypes, other.datatypes)
                    && covers(privileges, other.privileges)
                    && (identifier.isEmpty() || identifier.equals(other.identifier))
                    && constraints.covers(other.constraints)
                    && limits.covers(other.limits)
                    && (other.redelegation.isEmpty()
                            || redelegation
                                    .filter(own -> own.covers(other.redelegation.get()))
                                    .isPresent());
        }

        /**
         * What a request means within these rights: where it does not narrow, the narrowing of these rights stays. Only whom to
         * hand on to is never inherited: a request that does not say so may not be handed on.
         *
         * @throws InvalidInput if both together name too many parameters
         */
        public Rights inheritedBy(Rights request) {
            return new Rights(
                    request.locations.or(() -> locations),
                    request.actions.or(() -> actions),
                    request.datatypes.or(() -> datatypes),
                    request.identifier.or(() -> identifier),
                    request.privileges.or(() -> privileges),
                    constraints.inheritedBy(request.constraints),
                    limits.inheritedBy(request.limits),
                    request.redelegation.map(asked ->
                            redelegation.map(own -> own.inheritedBy(asked)).orElse(asked)));
        }

        public Rights withLocations(Optional<List<String>> some) {
            return new Rights(some, actions, datatypes, identifier, privileges, constraints, limits, redelegation);
        }

        public Rights withActions(Optional<List<String>> some) {
            return new Rights(locations, some, datatypes, identifier, privileges, constraints, limits, redelegation);
        }

        public Rights withConstraints(Constraints some) {
            return new Rights(locations, actions, datatypes, identifier, privileges, some, limits, redelegation);
        }

        public Rights withLimits(Limits some) {
            return new Rights(locations, actions, datatypes, identifier, privileges, constraints, some, redelegation);
        }

        public Rights withRedelegation(Optional<Redelegation> some) {
            return new Rights(locations, actions, datatypes, identifier, privileges, constraints, limits, some);
        }

        /** All members, as an {@code authorization_details} entry holds them: for the record and for the agent. */
        public ObjectNode toJson() {
            ObjectNode node = toTokenJson();
            if (!limits.isEmpty()) {
                node.set("limits", limits.toJson());
            }
            redelegation.ifPresent(some -> node.set("delegation", some.toJson()));
            return node;
        }

        /** The members that a resource server acts on: all but limits, which only this server can meter, and redelegation. */
        public ObjectNode toTokenJson() {
            ObjectNode node = StrictJson.object();
            put(node, "locations", locations);
            put(node, "actions", actions);
            put(node, "datatypes", datatypes);
            identifier.ifPresent(value -> node.put("identifier", value));
            put(node, "privileges", privileges);
            if (!constraints.isEmpty()) {
                node.set("constraints", constraints.toJson());
            }
            return node;
        }

        /** The rights in an {@code authorization_details} entry that this server wrote. */
        public static Rights fromJson(JsonNode node) {
            return new Rights(
                    list(node, "locations"),
                    list(node, "actions"),
                    list(node, "datatypes"),
                    Optional.ofNullable(node.get("identifier")).map(JsonNode::textValue),
                    list(node, "privileges"),
                    Optional.ofNullable(node.get("constraints"))
                            .map(Constraints::parse)
                            .orElse(Constraints.NONE),
                    Optional.ofNullable(node.get("limits")).map(Limits::parse).orElse(Limits.NONE),
                    Optional.ofNullable(node.get("delegation")).map(Redelegation::parse));
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
