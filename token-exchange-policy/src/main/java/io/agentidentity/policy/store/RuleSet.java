package io.agentidentity.policy.store;

import java.time.Instant;

/**
 * One version of a realm's rules.
 *
 * @param version from 1 on
 * @param document the rules as JSON
 * @param rules how many there are
 * @param createdBy user id of whoever wrote it
 * @param comment why, in the words of whoever wrote it, or {@code null}
 */
public record RuleSet(
        String id, int version, String document, int rules, Instant createdAt, String createdBy, String comment) {}
