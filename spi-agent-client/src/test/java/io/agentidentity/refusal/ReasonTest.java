package io.agentidentity.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ReasonTest {

    @ParameterizedTest
    @CsvSource({
        "PARAMETER_MISSING,             400, invalid_request",
        "PARAMETER_MALFORMED,           400, invalid_request",
        "PARAMETER_REPEATED,            400, invalid_request",
        "PARAMETER_NOT_SUPPORTED,       400, invalid_request",
        "TOKEN_TYPE_NOT_SUPPORTED,      400, invalid_request",
        "SUBJECT_TOKEN_INVALID,         400, invalid_request",
        "SUBJECT_TOKEN_NOT_A_PERSON,    400, invalid_request",
        "SUBJECT_TOKEN_NOT_FOR_AGENT,   400, invalid_request",
        "SUBJECT_TOKEN_KEY_NOT_PROVEN,  400, invalid_request",
        "SUBJECT_TOKEN_DELEGATED,       400, invalid_request",
        "SUBJECT_TOKEN_IMPERSONATED,    400, invalid_request",
        "ACTOR_TOKEN_INVALID,           400, invalid_request",
        "ACTOR_TOKEN_REQUIRED,          400, invalid_request",
        "ACTOR_NOT_ALLOWED_FOR_SUBJECT, 400, invalid_request",
        "SENDER_CONSTRAINT_REQUIRED,    400, invalid_request",
        "TARGET_INVALID,                400, invalid_target",
        "SCOPE_INVALID,                 400, invalid_scope",
        "DETAILS_INVALID,               400, invalid_authorization_details",
        "DETAILS_NOT_A_SUBSET,          400, invalid_authorization_details",
        "DETAILS_REQUIRED,              400, invalid_authorization_details",
        "PURPOSE_REQUIRED,              400, invalid_authorization_details",
        "TASK_NOT_USABLE,               400, invalid_grant",
        "BLOCKED,                       400, access_denied",
        "TASK_ENDED_FOR_LOGIN,          400, access_denied",
        "RISK_TOO_HIGH,                 400, access_denied",
        "AGENT_NOT_ACTIVE,              401, invalid_client",
        "CREDENTIAL_NOT_ALLOWED,        401, invalid_client",
        "GRANT_NOT_ALLOWED,             400, unauthorized_client",
        "RATE_LIMITED,                  429, temporarily_unavailable",
        "UNAVAILABLE,                   503, temporarily_unavailable"
    })
    void eachReasonHasTheErrorAndStatusOfTheContract(Reason reason, int status, String error) {
        assertThat(reason.error()).isEqualTo(error);
        assertThat(reason.status()).isEqualTo(status);
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void theCodeThatRunbooksUseIsTheNameInLowerCase(Reason reason) {
        assertThat(reason.code()).matches("[a-z]+(_[a-z]+)*").isEqualToIgnoringCase(reason.name());
    }

    @Test
    void theDescriptionStartsWithTheCode() {
        Refusal refusal = new Refusal(Reason.SCOPE_INVALID, "scope is malformed");

        assertThat(refusal.reason()).isEqualTo(Reason.SCOPE_INVALID);
        assertThat(refusal.description()).isEqualTo("scope_invalid: scope is malformed");
    }

    @Test
    void oneThatIsRefusedForAskingTooOftenMayAskAgainAfterWholeSeconds() {
        assertThat(Refusal.tooOften("too often", Duration.ofMillis(1)).retryAfterSeconds())
                .contains(1L);
        assertThat(Refusal.tooOften("too often", Duration.ofMillis(2001)).retryAfterSeconds())
                .contains(3L);
        assertThat(Refusal.tooOften("too often", Duration.ofSeconds(60)).retryAfterSeconds())
                .contains(60L);
        assertThat(new Refusal(Reason.UNAVAILABLE, "try again later").retryAfterSeconds())
                .isEmpty();
    }

    @Test
    void whatIsHiddenFromTheCallerIsForTheRecordAlone() {
        Refusal truth = new Refusal(Reason.SUBJECT_TOKEN_DELEGATED, "the subject token is for another agent");
        Refusal told = new Refusal(Reason.SUBJECT_TOKEN_INVALID, "not active");

        Refusal refusal = Refusal.hiding(truth, told);

        assertThat(refusal.reason()).isEqualTo(told.reason());
        assertThat(refusal.description()).isEqualTo(told.description());
        assertThat(refusal.truth()).isSameAs(truth);
        assertThat(told.truth()).isSameAs(told);
    }
}
