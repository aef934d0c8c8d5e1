package io.agentidentity.audit.outbox;

import io.agentidentity.audit.delivery.Cursor;
import io.agentidentity.audit.delivery.Line;
import io.agentidentity.audit.seal.SealedLog;
import io.agentidentity.audit.seal.SignedHeads;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.keycloak.models.KeycloakSession;

/** What of a realm's chain comes next for a sink: records in their order, and after each the head that is of it. */
final class SealedLines {

    private final KeycloakSession session;
    private final String realmId;

    SealedLines(KeycloakSession session, String realmId) {
        this.session = session;
        this.realmId = realmId;
    }

    List<Line> after(Cursor cursor, int max) {
        List<SealedLog.Row> records = new SealedLog(session, realmId).along(cursor.sequence(), max);
        long last = records.isEmpty()
                ? cursor.sequence()
                : records.get(records.size() - 1).sequence();
        List<Line> lines = new ArrayList<>();
        Iterator<SealedLog.Row> rest = records.iterator();
        long done = cursor.sequence();
        for (SignedHeads.Signed head : new SignedHeads(session, realmId).between(cursor.head(), last)) {
            while (done < head.sequence() && rest.hasNext()) {
                done = add(rest.next(), lines);
            }
            lines.add(new Line(head.id(), SignedHeads.Signed.TYPE, head.sequence(), true, head.event(realmId)));
        }
        while (rest.hasNext()) {
            add(rest.next(), lines);
        }
        return lines;
    }

    private static long add(SealedLog.Row row, List<Line> lines) {
        lines.add(Line.record(row.sequence(), row.record()));
        return row.sequence();
    }
}
