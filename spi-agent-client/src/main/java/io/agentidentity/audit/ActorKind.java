package io.agentidentity.audit;

import java.util.Locale;

/** Who acted; worked out by the server from validated tokens and sessions, never from what a caller says. */
public enum ActorKind {
    /** A person by themselves. */
    PERSON,
    /** An agent on behalf of a person. */
    DELEGATED_AGENT,
    /** An agent alone. */
    AGENT_AUTONOMOUS,
    /** Software that is not an agent. */
    WORKLOAD,
    /** An administrator inside another person's session. */
    ADMIN_IMPERSONATION,
    /** The server itself. */
    SYSTEM;

    /** The name in a record. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
