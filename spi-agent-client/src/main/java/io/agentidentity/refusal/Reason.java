package io.agentidentity.refusal;

import java.util.Locale;

/**
 * The closed list of reasons for which an OAuth request is refused.
 *
 * <p>The name in lower case is the stable code that starts {@code error_description}; tests and runbooks rely on it.
 */
public enum Reason {
    PARAMETER_MISSING("invalid_request"),
    PARAMETER_MALFORMED("invalid_request"),
    PARAMETER_REPEATED("invalid_request"),
    PARAMETER_NOT_SUPPORTED("invalid_request"),
    TOKEN_TYPE_NOT_SUPPORTED("invalid_request"),
    SUBJECT_TOKEN_INVALID("invalid_request"),
    SUBJECT_TOKEN_NOT_A_PERSON("invalid_request"),
    SUBJECT_TOKEN_NOT_FOR_AGENT("invalid_request"),
    SUBJECT_TOKEN_KEY_NOT_PROVEN("invalid_request"),
    SUBJECT_TOKEN_DELEGATED("invalid_request"),
    SUBJECT_TOKEN_IMPERSONATED("invalid_request"),
    SUBJECT_TOKEN_NOT_LATEST("invalid_request"),
    ACTOR_TOKEN_INVALID("invalid_request"),
    ACTOR_TOKEN_REQUIRED("invalid_request"),
    ACTOR_NOT_ALLOWED_FOR_SUBJECT("invalid_request"),
    DELEGATE_NOT_ALLOWED("invalid_request"),
    CHAIN_TOO_LONG("invalid_request"),
    SENDER_CONSTRAINT_REQUIRED("invalid_request"),
    TASK_KEY_NOT_PROVEN("invalid_request"),
    TASK_ADDRESS_CHANGED("invalid_request"),
    TARGET_INVALID("invalid_target"),
    SCOPE_INVALID("invalid_scope"),
    SCOPE_REQUIRED("invalid_scope"),
    DETAILS_INVALID("invalid_authorization_details"),
    DETAILS_NOT_A_SUBSET("invalid_authorization_details"),
    DETAILS_REQUIRED("invalid_authorization_details"),
    PURPOSE_REQUIRED("invalid_authorization_details"),
    TASK_NOT_USABLE("invalid_grant"),
    TASK_LIMIT_REACHED("invalid_grant"),
    TASK_ENDED_FOR_LOGIN("access_denied"),
    TOO_MANY_TASKS("access_denied"),
    RISK_TOO_HIGH("access_denied"),
    BLOCKED("access_denied"),
    POLICY_DENIED("access_denied"),
    APPROVAL_REQUIRED("interaction_required"),
    STEP_UP_REQUIRED("insufficient_user_authentication"),
    AGENT_NOT_ACTIVE("invalid_client", 401),
    CREDENTIAL_NOT_ALLOWED("invalid_client", 401),
    GRANT_NOT_ALLOWED("unauthorized_client"),
    RATE_LIMITED("temporarily_unavailable", 429),
    UNAVAILABLE("temporarily_unavailable", 503);

    private final String error;
    private final int status;

    Reason(String error) {
        this(error, 400);
    }

    Reason(String error, int status) {
        this.error = error;
        this.status = status;
    }

    /** The OAuth error code (RFC 6749 section 5.2, RFC 8693 section 2.2.2, RFC 8707, RFC 9396). */
    public String error() {
        return error;
    }

    /** The HTTP status of the answer. */
    public int status() {
        return status;
    }

    /** The stable code, for example {@code scope_invalid}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
