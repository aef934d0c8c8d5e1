package io.agentidentity.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentidentity.refusal.Reason;
import io.agentidentity.refusal.Refusal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExchangeRequestTest {

    private static final String TYPE = "urn:ietf:params:oauth:token-type:";

    @Test
    void anUnmodifiedRequestOfTheStandardIsEnough() {
        ExchangeRequest request = parse(form());

        assertThat(request.subjectToken()).isEqualTo("s");
        assertThat(request.actorToken()).isEmpty();
        assertThat(request.asked().resource()).isEmpty();
        assertThat(request.asked().audience()).isEmpty();
        assertThat(request.asked().scopes()).isEmpty();
        assertThat(request.asked().details()).isEmpty();
    }

    @Test
    void parametersOfClientAuthenticationAreNotOurs() {
        assertThat(parse(
                        form("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange", "client_assertion", "a")))
                .isEqualTo(parse(form()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"subject_token", "subject_token_type"})
    void theSubjectTokenAndItsTypeAreRequired(String name) {
        Map<String, List<String>> form = form();
        form.remove(name);

        assertRefused(form, Reason.PARAMETER_MISSING, name + " is required");
    }

    @ParameterizedTest
    @ValueSource(strings = {"access_token", "jwt"})
    void aTokenIsAnAccessTokenOrAJwt(String type) {
        assertThat(parse(form("subject_token_type", TYPE + type)).subjectToken())
                .isEqualTo("s");
        assertThat(parse(form("actor_token", "a", "actor_token_type", TYPE + type))
                        .actorToken())
                .contains("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                TYPE + "refresh_token",
                TYPE + "id_token",
                TYPE + "saml2",
                "access_token",
                TYPE + "ACCESS_TOKEN",
                TYPE + "access_token "
            })
    void aTokenOfAnotherTypeIsRefused(String type) {
        assertRefused(
                form("subject_token_type", type),
                Reason.TOKEN_TYPE_NOT_SUPPORTED,
                "subject_token_type must be an access token");
        assertRefused(
                form("actor_token", "a", "actor_token_type", type),
                Reason.TOKEN_TYPE_NOT_SUPPORTED,
                "actor_token_type must be an access token");
    }

    @Test
    void onlyAnAccessTokenCanBeAskedFor() {
        assertThat(parse(form("requested_token_type", TYPE + "access_token"))).isEqualTo(parse(form()));
        for (String type : List.of("jwt", "refresh_token", "id_token")) {
            assertRefused(
                    form("requested_token_type", TYPE + type),
                    Reason.TOKEN_TYPE_NOT_SUPPORTED,
                    "requested_token_type must be an access token");
        }
    }

    @Test
    void anActorTokenComesWithItsType() {
        assertRefused(
                form("actor_token", "a"),
                Reason.PARAMETER_MALFORMED,
                "actor_token and actor_token_type belong together");
        assertRefused(
                form("actor_token_type", TYPE + "access_token"),
                Reason.PARAMETER_MALFORMED,
                "actor_token and actor_token_type belong together");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "subject_token",
                "subject_token_type",
                "actor_token",
                "actor_token_type",
                "requested_token_type",
                "scope",
                "authorization_details"
            })
    void aParameterIsSentOnce(String name) {
        Map<String, List<String>> form = form("actor_token", "a", "actor_token_type", TYPE + "access_token");
        String value = form.getOrDefault(name, List.of(TYPE + "access_token")).get(0);

        form.put(name, List.of(value, value));
        assertRefused(form, Reason.PARAMETER_REPEATED, name + " is repeated");
    }

    @Test
    void oneThatMeansNothingIsSentOnceTooAndNotNamed() {
        Map<String, List<String>> form = form();
        form.put("eyJ0b2tlbiI6", List.of("x", "x"));
        assertRefused(form, Reason.PARAMETER_REPEATED, "a parameter is repeated");
    }

    @Test
    void aParameterWithoutAValueCountsAsOmitted() {
        ExchangeRequest request = parse(form(
                "actor_token",
                "",
                "actor_token_type",
                "",
                "requested_token_type",
                "",
                "scope",
                "",
                "resource",
                "",
                "audience",
                "",
                "authorization_details",
                ""));
        assertThat(request).isEqualTo(parse(form()));
        assertRefused(form("subject_token", ""), Reason.PARAMETER_MISSING, "subject_token is required");
    }

    @ParameterizedTest
    @ValueSource(strings = {"resource", "audience"})
    void thereIsOneTarget(String name) {
        Map<String, List<String>> form = form();
        form.put(name, List.of("https://a.example", "https://b.example"));

        assertRefused(form, Reason.TARGET_INVALID, "one target only");
    }

    @ParameterizedTest
    @ValueSource(strings = {"resource", "audience"})
    void aTargetIsATextOfBoundedLength(String name) {
        assertRefused(form(name, " "), Reason.TARGET_INVALID, name + " is malformed");
        assertRefused(form(name, " "), Reason.TARGET_INVALID, name + " is malformed");
        assertRefused(form(name, "x".repeat(2049)), Reason.TARGET_INVALID, name + " is malformed");
    }

    @Test
    void resourceAndAudienceMayBothBeSent() {
        ExchangeRequest request = parse(form("resource", "https://erp.example/mcp", "audience", "erp"));

        assertThat(request.asked().resource()).contains("https://erp.example/mcp");
        assertThat(request.asked().audience()).contains("erp");
    }

    @Test
    void scopesAreSeparatedByASpace() {
        assertThat(parse(form("scope", "invoices:read profile invoices:read"))
                        .asked()
                        .scopes())
                .contains(Set.of("invoices:read", "profile"));
    }

    @Test
    void openidIsDroppedWithoutAWord() {
        assertThat(parse(form("scope", "openid a")).asked().scopes()).contains(Set.of("a"));
        assertThat(parse(form("scope", "openid")).asked().scopes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", " a", "a ", "a  b", "a\tb", "a\nb", "a\"b", "a\\b", "ä", "a\u00a0b", "a\u0000"})
    void aScopeThatIsNoScopeIsRefused(String scope) {
        assertRefused(form("scope", scope), Reason.SCOPE_INVALID, "scope is malformed");
    }

    @Test
    void aVeryLongListOfScopesIsReadLikeAnyOther() {
        String scopes = IntStream.range(0, 50_000).mapToObj(i -> "s" + i).collect(Collectors.joining(" "));

        assertThat(parse(form("scope", scopes)).asked().scopes())
                .hasValueSatisfying(all -> assertThat(all).hasSize(50_000));
        assertRefused(form("scope", scopes + " "), Reason.SCOPE_INVALID, "scope is malformed");
    }

    @Test
    void detailsAreParsed() {
        assertThat(parse(form("authorization_details", "[{\"type\":\"agent_task\",\"purpose\":\"p\"}]"))
                        .asked()
                        .details()
                        .flatMap(details -> details.purpose()))
                .contains("p");
        assertRefused(
                form("authorization_details", "[]"),
                Reason.DETAILS_INVALID,
                "an array with exactly one object is expected");
    }

    @ParameterizedTest
    @CsvSource({"subject_issuer", "requested_issuer", "requested_subject"})
    void parametersOfOtherExchangesAreRefusedEvenIfEmpty(String name) {
        assertRefused(form(name, "google"), Reason.PARAMETER_NOT_SUPPORTED, name + " is not for agents");
        assertRefused(form(name, ""), Reason.PARAMETER_NOT_SUPPORTED, name + " is not for agents");
    }

    private static Map<String, List<String>> form(String... namesAndValues) {
        Map<String, List<String>> form = new HashMap<>();
        form.put("subject_token", List.of("s"));
        form.put("subject_token_type", List.of(TYPE + "access_token"));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            form.put(namesAndValues[i], List.of(namesAndValues[i + 1]));
        }
        return form;
    }

    private static void assertRefused(Map<String, List<String>> form, Reason reason, String message) {
        assertThatThrownBy(() -> parse(form))
                .hasMessage(message)
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.reason()).isEqualTo(reason));
    }

    private static ExchangeRequest parse(Map<String, List<String>> form) {
        return ExchangeRequest.parse(form, "agent_task");
    }
}
