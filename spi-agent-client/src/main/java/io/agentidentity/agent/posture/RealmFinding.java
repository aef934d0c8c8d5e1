package io.agentidentity.agent.posture;

import io.agentidentity.json.Wire;
import java.util.Optional;

/** Everything that can be wrong in a realm and belongs to no single agent. */
public enum RealmFinding {
    DECLARED_ONLY(Severity.LOW, "A client says it is an agent and is none. Adopt it, or take the attributes off it."),
    CLAIM_MAPPER(
            Severity.HIGH,
            "A protocol mapper writes act or may_act into other tokens. Remove it unless you know why it is there."),
    RULE_ERROR(
            Severity.HIGH,
            "A rule of the policy cannot be evaluated and denies what it is asked about. Correct its condition or its scope."),
    EMERGENCY_STOP(Severity.CRITICAL, "The realm's emergency stop is on: no agent works. Lift it when it is safe.");

    private final Severity severity;
    private final String advice;

    RealmFinding(Severity severity, String advice) {
        this.severity = severity;
        this.advice = advice;
    }

    /** The stable code. */
    public String code() {
        return Wire.name(this);
    }

    /** What to do about it. */
    public String advice() {
        return advice;
    }

    /** The finding with what it is about. */
    public Found found(String detail) {
        return new Found(
                code(),
                severity,
                Optional.of(detail.length() <= Found.MAX_DETAIL ? detail : detail.substring(0, Found.MAX_DETAIL)),
                advice);
    }
}
