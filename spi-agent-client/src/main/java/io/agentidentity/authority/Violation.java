package io.agentidentity.authority;

/**
 * A call parameter that is not as a constraint wants it. It names no value, so it may be recorded.
 *
 * @param parameter the name in the constraint
 * @param operator the operator that does not hold; also the one whose parameter is missing or of another type
 */
public record Violation(String parameter, Operator operator) {}
