package io.agentidentity.audit.outbox;

import io.agentidentity.audit.delivery.Cursor;
import io.agentidentity.audit.delivery.Webhook;
import java.time.Instant;
import java.util.Optional;

/**
 * A sink as it stands.
 *
 * @param webhook what it is; empty for a file
 * @param seenAt when a server said last that it writes this file
 * @param cursor how far it is
 */
public record Sink(
        String id,
        String realmId,
        String name,
        SinkKind kind,
        boolean enabled,
        Optional<Webhook> webhook,
        Instant createdAt,
        Instant seenAt,
        Cursor cursor) {}
