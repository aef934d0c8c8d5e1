package io.agentidentity.audit.sink;

/** Receives committed records, one JSON line each. It must not throw and must not block. */
@FunctionalInterface
public interface AuditSink {

    void accept(String line);
}
