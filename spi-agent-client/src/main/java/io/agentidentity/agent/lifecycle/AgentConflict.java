package io.agentidentity.agent.lifecycle;

/** The client id is taken, or the record was changed by somebody else meanwhile; answered with 409. */
public final class AgentConflict extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public AgentConflict(String message) {
        super(message);
    }
}
