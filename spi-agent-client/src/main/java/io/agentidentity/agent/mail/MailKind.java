package io.agentidentity.agent.mail;

/** What people are told about agents by mail; the name is part of the keys of the texts. */
public enum MailKind {
    /** To sponsors: the owner is out, the agent stands still, and they can take it over. */
    OWNER_LEFT("OwnerLeft"),
    /** To a new owner: the agent waits until they take it on. */
    OWNER_ASKED("OwnerAsked"),
    /** To sponsors: the new owner does not want the agent, and they can take it over. */
    OWNER_DECLINED("OwnerDeclined"),
    /** To the owner: a review is due soon. */
    REVIEW_DUE("ReviewDue"),
    /** To owner and sponsors: a review was due, and the agent will be suspended. */
    REVIEW_OVERDUE("ReviewOverdue"),
    /** To the owner: the agent or its credential runs out soon. */
    EXPIRING("Expiring"),
    /** To owner and sponsors: the server has suspended the agent. */
    SUSPENDED("Suspended"),
    /** To owner and sponsors: the server has suspended the agent, because it is held to be too risky. */
    TOO_RISKY("TooRisky");

    private final String key;

    MailKind(String key) {
        this.key = key;
    }

    String subjectKey() {
        return "agent" + key + "Subject";
    }

    String bodyKey() {
        return "agent" + key + "Body";
    }
}
