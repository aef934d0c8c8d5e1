package io.agentidentity.agent.posture;

import java.util.Optional;

/**
 * A finding that holds.
 *
 * @param detail what exactly, where there is more to say than the code does
 * @param advice what to do
 */
public record Found(String code, Severity severity, Optional<String> detail, String advice) {

    static final int MAX_DETAIL = 1000;
}
