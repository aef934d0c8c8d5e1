package io.agentidentity.audit.format;

import io.agentidentity.json.StrictJson;
import java.util.Optional;

/** How records are written for others; one record to a line. */
public enum RecordFormat {
    /** As they are kept, which is what can be verified. */
    CLOUDEVENTS(RecordFormat.LINES, "\n"),
    /** Open Cybersecurity Schema Framework. */
    OCSF(RecordFormat.LINES, "\n"),
    /** Elastic Common Schema. */
    ECS(RecordFormat.LINES, "\n"),
    /** ArcSight Common Event Format. */
    CEF("text/plain", "\n"),
    /** Comma-separated values, safe to open in a spreadsheet. */
    CSV("text/csv", "\r\n");

    private static final String LINES = "application/x-ndjson";

    private final String contentType;
    private final String lineEnd;

    RecordFormat(String contentType, String lineEnd) {
        this.contentType = contentType;
        this.lineEnd = lineEnd;
    }

    public String contentType() {
        return contentType;
    }

    /** The line before the first record, with its end; only CSV has one. */
    public Optional<String> heading() {
        return this == CSV ? Optional.of(Csv.HEADING + lineEnd) : Optional.empty();
    }

    /** A record with the end of its line, which is the only one in it. */
    public String line(String record) {
        return written(record) + lineEnd;
    }

    private String written(String record) {
        return switch (this) {
            case CLOUDEVENTS -> record;
            case OCSF -> StrictJson.write(Ocsf.of(StrictJson.parse(record)));
            case ECS -> StrictJson.write(Ecs.of(StrictJson.parse(record)));
            case CEF -> Cef.of(StrictJson.parse(record));
            case CSV -> Csv.of(StrictJson.parse(record));
        };
    }
}
