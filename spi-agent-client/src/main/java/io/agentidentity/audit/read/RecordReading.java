package io.agentidentity.audit.read;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.audit.format.RecordFormat;
import io.agentidentity.audit.seal.ChainExport;
import io.agentidentity.audit.seal.SealedLog.Row;
import io.agentidentity.audit.story.StoryLine;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.StrictJson;
import io.agentidentity.json.Wire;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriBuilder;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;

/** What the admin API answers to whoever reads records; what they may was looked at before. */
public final class RecordReading {

    /** The place up to which an export has looked at records; where to go on from next time. */
    private static final String LAST = "Agent-Audit-Last-Sequence";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Reader reader;
    private final RecordSearch search;

    public RecordReading(KeycloakSession session, RealmModel realm, Reader reader) {
        this.session = session;
        this.realm = realm;
        this.reader = reader;
        this.search = new RecordSearch(session, realm.getId());
    }

    /**
     * A page of records as they are.
     *
     * @throws InvalidInput if a parameter is not of its form
     */
    public Response records(RecordParameters parameters) {
        Page page = page(parameters, "search", false);
        String body = page.rows.stream().map(Row::record).collect(Collectors.joining(",", "[", "]"));
        return page.linked(Response.ok(body, MediaType.APPLICATION_JSON_TYPE)).build();
    }

    /**
     * A page of records, told.
     *
     * @throws InvalidInput if a parameter is not of its form
     */
    public Response story(RecordParameters parameters) {
        Page page = page(parameters, "story", true);
        ArrayNode lines = StrictJson.array(List.of());
        StoryLine line = new StoryLine(reader::name);
        page.rows.forEach(row -> lines.add(line.of(StrictJson.parse(row.record()))));
        return page.linked(Response.ok(StrictJson.write(lines), MediaType.APPLICATION_JSON_TYPE))
                .build();
    }

    /**
     * How many records there are.
     *
     * @throws InvalidInput if a parameter is not of its form
     */
    public Response count(RecordParameters parameters) {
        RecordQuery query = parameters.query(session, realm);
        search.sealNow();
        long count = search.count(query, parameters.span(false));
        reader.read("count", query.toJson(), 0);
        return Response.ok(Long.toString(count), MediaType.APPLICATION_JSON_TYPE)
                .build();
    }

    /**
     * What an agent did on each of its last days.
     *
     * @param days how many, with today
     */
    public ObjectNode activity(String agentId, int days) {
        LocalDate today = LocalDate.ofInstant(Instant.ofEpochMilli(Time.currentTimeMillis()), ZoneOffset.UTC);
        LocalDate first = today.minusDays(days - 1L);
        RecordQuery query = new RecordQuery(
                Map.of(RecordQuery.Field.AGENT, agentId),
                Optional.of(first.atStartOfDay(ZoneOffset.UTC).toInstant()),
                Optional.empty());
        search.sealNow();
        ObjectNode activity = new Activity(session, realm.getId()).of(agentId, search.lowest(query), first, today);
        reader.read("activity", query.toJson(), 0);
        return activity;
    }

    private Page page(RecordParameters parameters, String how, boolean ascending) {
        RecordQuery query = parameters.query(session, realm);
        Span span = parameters.span(ascending);
        int max = parameters.max();
        search.sealNow();
        List<Row> rows = search.page(query, span, parameters.first(), max);
        reader.read(how, query.toJson(), rows.size());
        return new Page(
                rows,
                span.ascending(),
                !rows.isEmpty() && rows.size() == max,
                session.getContext().getUri().getRequestUri());
    }

    /**
     * Records along their chain as a stream.
     *
     * @param format name of a format, or {@code null} for records as they are
     * @param last place of the last record
     * @throws InvalidInput if a parameter is not of its form
     */
    public Response export(String format, RecordParameters parameters, long last) {
        RecordFormat known =
                format == null ? RecordFormat.CLOUDEVENTS : Wire.parse(RecordFormat.class, "format", format);
        RecordQuery query = parameters.query(session, realm);
        Span asked = parameters.span(true);
        if (!asked.ascending() || parameters.first != null || parameters.max != null) {
            throw new InvalidInput("an export goes along the chain to its end: it takes no order, first and max");
        }
        search.sealNow();
        long end = Math.min(last, search.end());
        Span span = new Span(asked.after(), Math.min(asked.before(), end + 1), true);
        ObjectNode said = query.toJson().put("after", span.after()).put("last", end);
        reader.exported(Wire.name(known), said, Math.max(0, span.before() - 1 - span.after()));
        KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
        String realmId = realm.getId();
        StreamingOutput body = out -> {
            Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
            if (known == RecordFormat.CLOUDEVENTS && query.isAll()) {
                ChainExport.write(factory, realmId, span.after() + 1, span.before() - 1, writer);
            } else {
                RecordExport.write(factory, realmId, query, span, known, writer);
            }
            writer.flush();
        };
        return Response.ok(body, known.contentType() + ";charset=utf-8")
                .header(LAST, end)
                .build();
    }

    /**
     * A page of records.
     *
     * @param more whether there may be records behind it
     */
    private record Page(List<Row> rows, boolean ascending, boolean more, URI asked) {

        /** With the address of the next page (RFC 8288), relative to that of this one. */
        ResponseBuilder linked(ResponseBuilder response) {
            if (!more) {
                return response;
            }
            URI next = UriBuilder.fromUri(asked)
                    .replaceQueryParam("first")
                    .replaceQueryParam(
                            ascending ? "after" : "before",
                            rows.get(rows.size() - 1).sequence())
                    .build();
            return response.header("Link", "<?" + next.getRawQuery() + ">; rel=\"next\"");
        }
    }
}
