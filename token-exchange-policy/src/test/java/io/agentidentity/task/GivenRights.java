package io.agentidentity.task;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.authority.Constraints;
import io.agentidentity.authority.Limits;
import io.agentidentity.authority.Redelegation;
import io.agentidentity.json.StrictJson;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Constraints, limits and delegates for properties: few values, so that they often meet. */
final class GivenRights {

    private GivenRights() {}

    static Arbitrary<Constraints> constraints() {
        Arbitrary<String> operators = object(Arbitraries.of(
                "'max':500",
                "'max':499.99",
                "'min':1",
                "'eq':'EUR'",
                "'eq':7",
                "'in':['EUR','USD']",
                "'in':['EUR']",
                "'not_in':['GBP']",
                "'not_in':['GBP','USD']",
                "'prefix':'E'",
                "'prefix':'EU'",
                "'max_length':3"));
        return Arbitraries.maps(Arbitraries.of("amount", "currency", "to.iban"), operators)
                .ofMaxSize(2)
                .map(members -> members.entrySet().stream()
                        .map(member -> "'" + member.getKey() + "':" + member.getValue())
                        .collect(Collectors.joining(",", "{", "}")))
                .map(text -> Constraints.parse(json(text)));
    }

    /** Those that are metered so far. */
    static Arbitrary<Limits> limits() {
        return Arbitraries.maps(
                        Arbitraries.of("max_tokens", "max_duration", "max_depth"),
                        Arbitraries.integers().between(1, 8))
                .ofMaxSize(3)
                .map(members -> members.entrySet().stream()
                        .map(member -> "'" + member.getKey() + "':" + member.getValue())
                        .collect(Collectors.joining(",", "{", "}")))
                .map(text -> Limits.parse(json(text)));
    }

    static Arbitrary<Optional<Redelegation>> redelegation() {
        Arbitrary<List<String>> delegates = Arbitraries.of("ocr", "mail", "fax")
                .list()
                .uniqueElements()
                .ofMinSize(1)
                .ofMaxSize(3);
        return delegates
                .flatMap(names ->
                        Arbitraries.integers().between(1, 8).optional().map(depth -> new Redelegation(depth, names)))
                .optional();
    }

    static Arbitrary<JsonNode> parameters() {
        Arbitrary<String> values = Arbitraries.of(
                "0",
                "1",
                "7",
                "7.0",
                "499.99",
                "500",
                "500.01",
                "1e999999999",
                "'EUR'",
                "'USD'",
                "'GBP'",
                "'E'",
                "''",
                "true",
                "null",
                "['EUR']");
        return Arbitraries.maps(Arbitraries.of("amount", "currency", "to.iban", "to"), values)
                .ofMaxSize(4)
                .map(members -> json(members.entrySet().stream()
                        .map(GivenRights::member)
                        .collect(Collectors.joining(",", "{", "}"))));
    }

    private static String member(Map.Entry<String, String> member) {
        return "to".equals(member.getKey())
                ? "'to':{'iban':" + member.getValue() + "}"
                : "'" + member.getKey() + "':" + member.getValue();
    }

    private static Arbitrary<String> object(Arbitrary<String> members) {
        return members.list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .uniqueElements(member -> member.substring(0, member.indexOf(':')))
                .map(list -> "{" + String.join(",", list) + "}");
    }

    private static JsonNode json(String text) {
        return StrictJson.parse(text.replace('\'', '"'));
    }
}
