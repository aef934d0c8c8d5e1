package io.agentidentity.audit.sink;

import java.util.List;
import org.jboss.logging.Logger;

/** The sinks that every record goes to; the one place where a new sink is registered. */
public final class AuditSinks {

    private static final Logger LOG = Logger.getLogger("io.agentidentity.audit");
    private static final List<AuditSink> SINKS = List.of(LOG::info);

    private AuditSinks() {}

    public static void accept(String line) {
        SINKS.forEach(sink -> sink.accept(line));
    }
}
