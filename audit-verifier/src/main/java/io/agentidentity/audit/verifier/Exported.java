package io.agentidentity.audit.verifier;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.audit.chain.Head;
import io.agentidentity.audit.chain.Verification;
import io.agentidentity.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What stands in a file of records besides them.
 *
 * @param first sequence of the first record, as it says itself; as large as can be if there is none
 * @param heads signed heads among the records
 * @param tombstones signed tombstones among the records
 */
record Exported(long first, List<String> heads, List<String> tombstones) {

    private static final String HEAD = "agent.audit.head.v1";
    private static final String TOMBSTONE = "agent.audit.tombstone.v1";

    static Exported of(Path file) throws IOException {
        List<String> heads = new ArrayList<>();
        List<String> tombstones = new ArrayList<>();
        try (Stream<String> lines = lines(file)) {
            lines.forEach(line -> {
                signed(line, HEAD, "head").ifPresent(heads::add);
                signed(line, TOMBSTONE, "tombstone").ifPresent(tombstones::add);
            });
        }
        try (Stream<String> records = records(file)) {
            long first = records.findFirst()
                    .flatMap(Verification::headOf)
                    .map(Head::sequence)
                    .orElse(Long.MAX_VALUE);
            return new Exported(first, heads, tombstones);
        }
    }

    /** The records alone. */
    static Stream<String> records(Path file) throws IOException {
        return lines(file)
                .filter(line -> signed(line, HEAD, "head").isEmpty()
                        && signed(line, TOMBSTONE, "tombstone").isEmpty());
    }

    private static Stream<String> lines(Path file) throws IOException {
        return Files.lines(file, UTF_8).filter(line -> !line.isBlank());
    }

    private static Optional<String> signed(String line, String type, String member) {
        // Most lines are records, and need not be read for this.
        if (!line.contains(type)) {
            return Optional.empty();
        }
        try {
            JsonNode event = StrictJson.parse(line);
            return event.path("type").asText().equals(type)
                    ? Optional.of(event.path("data").path(member).asText())
                    : Optional.empty();
        } catch (StrictJson.MalformedJson e) {
            return Optional.empty();
        }
    }
}
