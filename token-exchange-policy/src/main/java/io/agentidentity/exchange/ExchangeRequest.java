package io.agentidentity.exchange;

import io.agentidentity.granting.Asked;
import io.agentidentity.refusal.Reason;
import io.agentidentity.refusal.Refusal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A token exchange request (RFC 8693 section 2.1), checked for its form alone.
 * */
record ExchangeRequest(String subjectToken, Optional<String> actorToken, Asked asked) {

    private static final String TOKEN_TYPE = "urn:ietf:params:oauth:token-type:";
    private static final String ACCESS_TOKEN = TOKEN_TYPE + "access_token";
    private static final Set<String> SUBJECT_TYPES = Set.of(ACCESS_TOKEN, TOKEN_TYPE + "jwt");
    private static final Set<String> OF_OTHER_EXCHANGES =
            Set.of("subject_issuer", "requested_issuer", "requested_subject");

    /**
     * Parses the form as it was sent.
     *
     * @param detailsType the type of the {@code authorization_details} in this realm
     * @throws Refusal {@code invalid_request}, {@code invalid_target}, {@code invalid_scope} or
     *     {@code invalid_authorization_details}
     */
    static ExchangeRequest parse(Map<String, List<String>> form, String detailsType) {
        for (String name : OF_OTHER_EXCHANGES) {
            if (form.containsKey(name)) {
                throw new Refusal(Reason.PARAMETER_NOT_SUPPORTED, name + " is not for agents");
            }
        }
        String subjectToken = required(form, "subject_token");
        if (!SUBJECT_TYPES.contains(required(form, "subject_token_type"))) {
            throw new Refusal(Reason.TOKEN_TYPE_NOT_SUPPORTED, "subject_token_type must be an access token");
        }
        Optional<String> requested = Asked.single(form, "requested_token_type");
        if (requested.isPresent() && !ACCESS_TOKEN.equals(requested.get())) {
            throw new Refusal(Reason.TOKEN_TYPE_NOT_SUPPORTED, "requested_token_type must be an access token");
        }
        return new ExchangeRequest(subjectToken, actorToken(form), Asked.parse(form, detailsType));
    }

    private static Optional<String> actorToken(Map<String, List<String>> form) {
        Optional<String> token = Asked.single(form, "actor_token");
        Optional<String> type = Asked.single(form, "actor_token_type");
        if (token.isPresent() != type.isPresent()) {
            throw new Refusal(Reason.PARAMETER_MALFORMED, "actor_token and actor_token_type belong together");
        }
        if (type.isPresent() && !SUBJECT_TYPES.contains(type.get())) {
            throw new Refusal(Reason.TOKEN_TYPE_NOT_SUPPORTED, "actor_token_type must be an access token");
        }
        return token;
    }

    private static String required(Map<String, List<String>> form, String name) {
        return Asked.single(form, name).orElseThrow(() -> new Refusal(Reason.PARAMETER_MISSING, name + " is required"));
    }
}
