package io.agentidentity.agent;

/** A record that breaks a rule; the message names the member and the rule, for the administrator who sent it. */
public final class InvalidAgent extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public InvalidAgent(String message) {
        super(message);
    }
}
