package io.agentidentity.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentidentity.refusal.Refusal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class ExchangeRequestPropertyTest {

    private static final String TYPE = "urn:ietf:params:oauth:token-type:";

    @Property
    void anyFormIsParsedOrRefused(@ForAll("forms") Map<String, List<String>> form) {
        try {
            ExchangeRequest request = parse(form);

            assertThat(request.subjectToken()).isNotEmpty();
            request.asked()
                    .scopes()
                    .ifPresent(scopes -> assertThat(scopes).isNotEmpty().doesNotContain("openid", ""));
        } catch (Refusal refused) {
            assertThat(refused.reason().error())
                    .isIn("invalid_request", "invalid_target", "invalid_scope", "invalid_authorization_details");
            assertThat(refused.description()).matches("[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]+");
        }
    }

    @Provide
    Arbitrary<Map<String, List<String>>> forms() {
        Arbitrary<String> name = Arbitraries.of(
                "actor_token",
                "actor_token_type",
                "requested_token_type",
                "subject_token",
                "subject_token_type",
                "scope",
                "resource",
                "audience",
                "authorization_details",
                "requested_subject",
                "other");
        Arbitrary<String> value = Arbitraries.oneOf(
                Arbitraries.strings(),
                Arbitraries.of(
                        "",
                        " ",
                        "a",
                        "a b",
                        "openid",
                        TYPE + "access_token",
                        TYPE + "jwt",
                        "[{\"type\":\"agent_task\"}]"));
        Arbitrary<List<String>> values = Arbitraries.frequencyOf(
                Tuple.of(8, value.list().ofSize(1)), Tuple.of(1, value.list().ofMaxSize(3)));
        return Arbitraries.maps(name, values).ofMaxSize(4).map(sent -> {
            Map<String, List<String>> form = new HashMap<>();
            form.put("subject_token", List.of("s"));
            form.put("subject_token_type", List.of(TYPE + "access_token"));
            form.putAll(sent);
            return form;
        });
    }

    private static ExchangeRequest parse(Map<String, List<String>> form) {
        return ExchangeRequest.parse(form, "agent_task");
    }
}
