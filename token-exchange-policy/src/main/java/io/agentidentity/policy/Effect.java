package io.agentidentity.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.Members;
import io.agentidentity.json.PlainText;
import io.agentidentity.json.StrictJson;
import io.agentidentity.json.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a rule does with a request that its condition holds for. */
public sealed interface Effect {

    /** The name on the wire. */
    default String wire() {
        return kind().wire();
    }

    /** Which effect it is. */
    Kind kind();

    /** Refuses; the reason is told to whoever asks. */
    record Deny(String reason) implements Effect {

        @Override
        public Kind kind() {
            return Kind.DENY;
        }
    }

    /**
     * Refuses unless the person's login is good enough.
     *
     * @param acr the class of authentication that the login must reach
     * @param maxAge the age in seconds that it must not be above
     */
    record RequireLogin(Optional<String> acr, Optional<Integer> maxAge) implements Effect {

        @Override
        public Kind kind() {
            return Kind.REQUIRE_LOGIN;
        }

        /** Whether the login of a request is that good; one that is not there is not. */
        boolean satisfied(Facts facts) {
            boolean strong = acr.map(facts::loginReaches).orElse(true);
            boolean fresh = maxAge.map(
                            most -> facts.value(Fact.AUTH_AGE_SECONDS) instanceof Number age && age.longValue() <= most)
                    .orElse(true);
            return strong && fresh;
        }
    }

    /** Refuses until a person has approved. */
    record RequireApproval() implements Effect {

        @Override
        public Kind kind() {
            return Kind.REQUIRE_APPROVAL;
        }
    }

    /** Permits, and tells the resource server what it must do. */
    record Oblige(List<ObjectNode> obligations) implements Effect {

        public Oblige {
            obligations = List.copyOf(obligations);
        }

        @Override
        public Kind kind() {
            return Kind.OBLIGE;
        }
    }

    /** One of the only things that are permitted: where such rules apply, one of them must hold. */
    record Permit() implements Effect {

        @Override
        public Kind kind() {
            return Kind.PERMIT;
        }
    }

    /** The effects by name. */
    enum Kind {
        DENY,
        REQUIRE_LOGIN,
        REQUIRE_APPROVAL,
        OBLIGE,
        PERMIT;

        private static final int MAX_REASON = 255;
        private static final int MAX_ACR = 255;
        private static final int MOST_SECONDS = 366 * 24 * 3600;
        private static final int MOST_OBLIGATIONS = 10;
        private static final int MAX_OBLIGATION = 1000;

        /** The members of a rule that only such an effect has. */
        List<String> members() {
            return switch (this) {
                case DENY -> List.of("reason");
                case REQUIRE_LOGIN -> List.of("acr", "maxAge");
                case OBLIGE -> List.of("obligations");
                case REQUIRE_APPROVAL, PERMIT -> List.of();
            };
        }

        /** The name on the wire. */
        public String wire() {
            return Wire.name(this);
        }

        Effect parse(ObjectNode rule) {
            return switch (this) {
                case DENY -> {
                    String reason = Members.text(rule, "reason", "reason", MAX_REASON);
                    if (!PlainText.is(reason)) {
                        throw new InvalidInput("reason must be plain text");
                    }
                    yield new Deny(reason);
                }
                case REQUIRE_LOGIN -> login(rule);
                case REQUIRE_APPROVAL -> new RequireApproval();
                case OBLIGE -> new Oblige(obligations(rule.path("obligations")));
                case PERMIT -> new Permit();
            };
        }

        private static Effect login(ObjectNode rule) {
            RequireLogin login = new RequireLogin(
                    Optional.ofNullable(Members.optionalText(rule, "acr", "acr", MAX_ACR)),
                    Members.whole(rule, "maxAge", "maxAge", MOST_SECONDS));
            if (login.acr.isEmpty() && login.maxAge.isEmpty()) {
                throw new InvalidInput("require_login needs acr or maxAge");
            }
            if (login.acr
                    .filter(acr -> !acr.matches("[\\x21\\x23-\\x5B\\x5D-\\x7E]+"))
                    .isPresent()) {
                throw new InvalidInput("acr must be one name without spaces");
            }
            return login;
        }

        private static List<ObjectNode> obligations(JsonNode node) {
            if (!node.isArray() || node.isEmpty() || node.size() > MOST_OBLIGATIONS) {
                throw new InvalidInput("obligations must be a list of 1 to " + MOST_OBLIGATIONS);
            }
            List<ObjectNode> obligations = new ArrayList<>();
            for (JsonNode each : node) {
                boolean ofForm = each instanceof ObjectNode object
                        && object.path("id").isTextual()
                        && Rule.isId(object.path("id").textValue());
                if (!ofForm || StrictJson.write(each).length() > MAX_OBLIGATION) {
                    throw new InvalidInput("obligations must hold objects with an id, each of at most " + MAX_OBLIGATION
                            + " characters");
                }
                obligations.add((ObjectNode) each);
            }
            return obligations;
        }

        static void write(Effect effect, ObjectNode rule) {
            rule.put("effect", effect.wire());
            if (effect instanceof Deny deny) {
                rule.put("reason", deny.reason);
            } else if (effect instanceof RequireLogin login) {
                login.acr.ifPresent(acr -> rule.put("acr", acr));
                login.maxAge.ifPresent(seconds -> rule.put("maxAge", seconds));
            } else if (effect instanceof Oblige oblige) {
                ArrayNode list = rule.putArray("obligations");
                oblige.obligations.forEach(each -> list.add(each.deepCopy()));
            }
        }
    }
}
