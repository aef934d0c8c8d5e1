package io.agentidentity.json;

/** A record that breaks a rule; the message names the member and the rule, for the administrator who sent it. */
public final class InvalidInput extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public InvalidInput(String message) {
        super(message);
    }
}
