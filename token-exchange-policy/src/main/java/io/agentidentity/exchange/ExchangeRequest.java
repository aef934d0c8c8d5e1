package io.agentidentity.exchange;

import io.agentidentity.refusal.Reason;
import io.agentidentity.refusal.Refusal;
import io.agentidentity.task.TaskDetails;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A token exchange request (RFC 8693 section 2.1), checked for its form alone.
 *
 * @param scopes absent if the request names none; {@code openid} is dropped, because clients add it by themselves
 */
record ExchangeRequest(
        String subjectToken,
        Optional<String> actorToken,
        Optional<String> resource,
        Optional<String> audience,
        Optional<Set<String>> scopes,
        Optional<TaskDetails> details) {

    private static final String TOKEN_TYPE = "urn:ietf:params:oauth:token-type:";
    private static final String ACCESS_TOKEN = TOKEN_TYPE + "access_token";
    private static final Set<String> SUBJECT_TYPES = Set.of(ACCESS_TOKEN, TOKEN_TYPE + "jwt");
    private static final Set<String> OF_OTHER_EXCHANGES =
            Set.of("subject_issuer", "requested_issuer", "requested_subject");
    private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]+");
    private static final int MAX_TARGET = 2048;

    /**
     * Parses the form as it was sent.
     *
     * @throws Refusal {@code invalid_request}, {@code invalid_target}, {@code invalid_scope} or
     *     {@code invalid_authorization_details}
     */
    static ExchangeRequest parse(Map<String, List<String>> form) {
        for (String name : OF_OTHER_EXCHANGES) {
            if (form.containsKey(name)) {
                throw new Refusal(Reason.PARAMETER_NOT_SUPPORTED, name + " is not for agents");
            }
        }
        String subjectToken = required(form, "subject_token");
        if (!SUBJECT_TYPES.contains(required(form, "subject_token_type"))) {
            throw new Refusal(Reason.TOKEN_TYPE_NOT_SUPPORTED, "subject_token_type must be an access token");
        }
        Optional<String> requested = single(form, "requested_token_type");
        if (requested.isPresent() && !ACCESS_TOKEN.equals(requested.get())) {
            throw new Refusal(Reason.TOKEN_TYPE_NOT_SUPPORTED, "requested_token_type must be an access token");
        }
        return new ExchangeRequest(
                subjectToken,
                actorToken(form),
                target(form, "resource"),
                target(form, "audience"),
                scopes(form),
                single(form, "authorization_details").map(TaskDetails::parse));
    }

    private static Optional<String> actorToken(Map<String, List<String>> form) {
        Optional<String> token = single(form, "actor_token");
        Optional<String> type = single(form, "actor_token_type");
        if (token.isPresent() != type.isPresent()) {
            throw new Refusal(Reason.PARAMETER_MALFORMED, "actor_token and actor_token_type belong together");
        }
        if (type.isPresent() && !SUBJECT_TYPES.contains(type.get())) {
            throw new Refusal(Reason.TOKEN_TYPE_NOT_SUPPORTED, "actor_token_type must be an access token");
        }
        return token;
    }

    private static Optional<Set<String>> scopes(Map<String, List<String>> form) {
        Optional<String> text = single(form, "scope");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Set<String> scopes = new LinkedHashSet<>(List.of(text.get().split(" ", -1)));
        if (!scopes.stream().allMatch(scope -> SCOPE.matcher(scope).matches())) {
            throw new Refusal(Reason.SCOPE_INVALID, "scope is malformed");
        }
        scopes.remove("openid");
        return scopes.isEmpty() ? Optional.empty() : Optional.of(Set.copyOf(scopes));
    }

    private static Optional<String> target(Map<String, List<String>> form, String name) {
        List<String> values = form.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw new Refusal(Reason.TARGET_INVALID, "one target only");
        }
        Optional<String> value = given(values);
        if (value.isPresent() && (value.get().isBlank() || value.get().length() > MAX_TARGET)) {
            throw new Refusal(Reason.TARGET_INVALID, name + " is malformed");
        }
        return value;
    }

    private static String required(Map<String, List<String>> form, String name) {
        return single(form, name).orElseThrow(() -> new Refusal(Reason.PARAMETER_MISSING, name + " is required"));
    }

    private static Optional<String> single(Map<String, List<String>> form, String name) {
        List<String> values = form.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw new Refusal(Reason.PARAMETER_REPEATED, name + " is repeated");
        }
        return given(values);
    }

    /** RFC 6749 section 3.2: a parameter sent without a value counts as omitted. */
    private static Optional<String> given(List<String> values) {
        return values.stream().findFirst().filter(value -> !value.isEmpty());
    }
}
