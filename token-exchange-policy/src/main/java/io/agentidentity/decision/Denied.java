package io.agentidentity.decision;

/**
 * A call that is denied.
 *
 * @param reason what an administrator needs to know; holds no value of a parameter
 */
public record Denied(Denial denial, String reason) {}
