package io.agentidentity.audit.seal;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;

/** Writes sealed records along their chain, page by page, so that no transaction lasts as long as the reader takes. */
public final class ChainExport {

    private static final int PAGE = 500;

    private ChainExport() {}

    /**
     * Writes one record to a line. In place of those that were removed because they were old enough there are their tombstones.
     *
     * @param first place of the first record
     * @param last place of the last one, if there are as many
     */
    public static void write(KeycloakSessionFactory factory, String realmId, long first, long last, Writer writer)
            throws IOException {
        long removed = KeycloakModelUtils.runJobInTransactionWithResult(
                factory, session -> new Tombstones(session, realmId).removed().last());
        if (first <= removed) {
            for (String line : KeycloakModelUtils.runJobInTransactionWithResult(
                    factory, session -> new Tombstones(session, realmId).events())) {
                writer.write(line);
                writer.write('\n');
            }
        }
        long after = Math.max(first - 1, removed);
        while (after < last) {
            long from = after;
            List<SealedLog.Row> page = KeycloakModelUtils.runJobInTransactionWithResult(
                    factory, session -> new SealedLog(session, realmId).along(from, PAGE));
            if (page.isEmpty()) {
                return;
            }
            for (SealedLog.Row row : page) {
                if (row.sequence() <= last) {
                    writer.write(row.record());
                    writer.write('\n');
                }
                after = row.sequence();
            }
        }
    }
}
