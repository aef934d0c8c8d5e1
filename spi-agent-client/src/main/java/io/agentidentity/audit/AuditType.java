package io.agentidentity.audit;

/** The kinds of acts that are recorded. */
public enum AuditType {
    AGENT_CREATED("agent.created.v1"),
    AGENT_UPDATED("agent.updated.v1"),
    AGENT_SUSPENDED("agent.suspended.v1"),
    AGENT_ACTIVATED("agent.activated.v1"),
    AGENT_EXPIRED("agent.expired.v1"),
    AGENT_ADOPTED("agent.adopted.v1"),
    AGENT_KILLED("agent.killed.v1"),
    AGENT_RETIRED("agent.retired.v1"),
    AGENT_REVIEWED("agent.reviewed.v1"),
    OWNER_BACK("agent.owner.back.v1"),
    RISK_CHANGED("agent.risk.changed.v1"),
    CREDENTIAL_ROTATED("agent.credential.rotated.v1"),
    CREDENTIAL_REMOVED("agent.credential.removed.v1"),
    OWNER_CHANGED("agent.owner.changed.v1"),
    OWNER_CONFIRMED("agent.owner.confirmed.v1"),
    OWNER_DECLINED("agent.owner.declined.v1"),
    POLICY_CHANGED("agent.policy.changed.v1"),
    SETTINGS_CHANGED("agent.settings.changed.v1"),
    EMERGENCY_STOP("agent.emergency_stop.v1"),
    EMERGENCY_STOP_LIFTED("agent.emergency_stop.lifted.v1"),
    AGENTS_EXPORTED("agent.export.v1"),
    AUDIT_EXPORTED("agent.audit.exported.v1"),
    AUDIT_READ("agent.audit.read.v1"),
    AUDIT_KEY_ROTATED("agent.audit.key.rotated.v1"),
    AUDIT_SINK_CHANGED("agent.audit.sink.changed.v1"),
    AUDIT_PERSON_FORGOTTEN("agent.audit.person.forgotten.v1"),
    AUDIT_REMOVED("agent.audit.removed.v1"),
    AUDIT_DEAD_LETTER("agent.audit.dead_letter.v1"),
    MAIL_SENT("agent.mail.sent.v1"),
    MAIL_FAILED("agent.mail.failed.v1"),
    AGENT_DELETED("agent.deleted.v1"),
    AGENT_REFUSED("agent.request.refused.v1"),
    RESOURCE_CHANGED("agent.resource.changed.v1"),
    OWNER_DISABLED("agent.owner.disabled.v1"),
    ACTOR_TOKEN_ISSUED("agent.actor_token.issued.v1"),
    TOKEN_ISSUED("agent.token.issued.v1"),
    TOKEN_CONTINUED("agent.token.continued.v1"),
    TASK_HANDED_OVER("agent.task.handed_over.v1"),
    TOKEN_REFUSED("agent.token.refused.v1"),
    TOKEN_REVOKED("agent.token.revoked.v1"),
    TOKEN_INTROSPECTED("agent.token.introspected.v1"),
    TASK_SUSPENDED("agent.task.suspended.v1"),
    TASK_RESUMED("agent.task.resumed.v1"),
    TASK_ENDED("agent.task.ended.v1"),
    TASK_DRIFTED("agent.task.drifted.v1"),
    CALL_DECIDED("agent.call.decided.v1"),
    CALL_OUTCOME("agent.call.outcome.v1"),
    BLOCK_SET("agent.block.set.v1"),
    BLOCK_LIFTED("agent.block.lifted.v1");

    private final String wire;

    AuditType(String wire) {
        this.wire = wire;
    }

    /** The CloudEvents type. */
    public String wire() {
        return wire;
    }
}
