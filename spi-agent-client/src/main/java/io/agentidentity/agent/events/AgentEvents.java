package io.agentidentity.agent.events;

/** Details that our code adds to Keycloak's events. */
public final class AgentEvents {

    /** Present on an event whose act has a record already. */
    public static final String RECORDED = "agent_recorded";

    /** The task that an event is about. */
    public static final String TASK = "task_id";

    private AgentEvents() {}
}
