package io.agentidentity.audit.outbox;

/** What kind of a sink. */
public enum SinkKind {
    /** An address of a realm's administrators. */
    WEBHOOK,
    /** A file of the server's operator. */
    FILE
}
