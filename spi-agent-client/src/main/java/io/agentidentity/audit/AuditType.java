package io.agentidentity.audit;

/** The kinds of acts that are recorded. */
public enum AuditType {
    AGENT_CREATED("agent.created.v1"),
    AGENT_UPDATED("agent.updated.v1"),
    AGENT_SUSPENDED("agent.suspended.v1"),
    AGENT_ACTIVATED("agent.activated.v1"),
    AGENT_DELETED("agent.deleted.v1"),
    AGENT_REFUSED("agent.request.refused.v1"),
    RESOURCE_CHANGED("agent.resource.changed.v1"),
    OWNER_DISABLED("agent.owner.disabled.v1"),
    ACTOR_TOKEN_ISSUED("agent.actor_token.issued.v1"),
    TOKEN_ISSUED("agent.token.issued.v1"),
    TOKEN_REFUSED("agent.token.refused.v1"),
    TOKEN_REVOKED("agent.token.revoked.v1"),
    TASK_ENDED("agent.task.ended.v1");

    private final String wire;

    AuditType(String wire) {
        this.wire = wire;
    }

    /** The CloudEvents type. */
    public String wire() {
        return wire;
    }
}
