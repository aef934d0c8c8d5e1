package io.agentidentity.agent.mail;

import io.agentidentity.agent.chore.AgentChore;
import io.agentidentity.agent.chore.AgentChoreFactory;

/** Sends the mails of the outbox. */
public final class MailChoreFactory extends AgentChoreFactory {

    public MailChoreFactory() {
        super("mail", 15);
    }

    @Override
    protected AgentChore chore() {
        return new MailChore();
    }
}
