package io.agentidentity.audit.read;

import io.agentidentity.audit.format.RecordFormat;
import io.agentidentity.audit.seal.SealedLog.Row;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;

/** Writes records in some format, page by page, so that no transaction lasts as long as the reader takes. */
final class RecordExport {

    private static final int PAGE = 500;

    private RecordExport() {}

    static void write(
            KeycloakSessionFactory factory,
            String realmId,
            RecordQuery query,
            Span all,
            RecordFormat format,
            Writer writer)
            throws IOException {
        if (format.heading().isPresent()) {
            writer.write(format.heading().get());
        }
        Span left = all;
        List<Row> page;
        do {
            Span span = left;
            page = KeycloakModelUtils.runJobInTransactionWithResult(
                    factory, session -> new RecordSearch(session, realmId).page(query, span, 0, PAGE));
            for (Row row : page) {
                writer.write(format.line(row.record()));
                left = left.past(row.sequence());
            }
        } while (page.size() == PAGE);
    }
}
