package io.agentidentity.decision;

import io.agentidentity.json.Wire;

/** Why a call is denied; the name in lower case is {@code denial_reason}. */
public enum Denial {
    /** The task's rights do not name the action. */
    OUT_OF_AUTHORITY,
    /** A parameter does not keep to a constraint, or cannot be added to a sum. */
    PARAMETER_VIOLATION,
    /** A limit is used up. */
    QUOTA_EXCEEDED,
    /** The task has ended or is suspended. */
    TASK_INACTIVE,
    /** The token is no live task token for this server, or the call is said to be somebody else's. */
    CREDENTIAL_INVALID,
    /** A rule says no. */
    POLICY_DENIED,
    /** A person must approve the call first. */
    APPROVAL_REQUIRED,
    /** The person must log in again, or by stronger means. */
    STEP_UP_REQUIRED,
    /** The task has a constraint that this server cannot check. */
    CONSTRAINT_UNSUPPORTED;

    /** The name in an answer. */
    public String wire() {
        return Wire.name(this);
    }
}
