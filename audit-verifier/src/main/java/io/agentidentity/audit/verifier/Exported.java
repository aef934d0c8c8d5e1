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
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What stands in a file: records, and signed heads and tombstones among them. */
final class Exported {

    private static final String HEAD = "agent.audit.head.v1";
    private static final String TOMBSTONE = "agent.audit.tombstone.v1";

    private final Path file;
    private final List<String> heads = new ArrayList<>();
    private final List<String> tombstones = new ArrayList<>();
    private Optional<String> first = Optional.empty();

    Exported(Path file) throws IOException {
        this.file = file;
        each(line -> {
            Optional<String> head = signed(line, HEAD, "head");
            Optional<String> tombstone = signed(line, TOMBSTONE, "tombstone");
            head.ifPresent(heads::add);
            tombstone.ifPresent(tombstones::add);
            if (first.isEmpty() && head.isEmpty() && tombstone.isEmpty()) {
                first = Optional.of(line);
            }
        });
    }

    List<String> heads() {
        return List.copyOf(heads);
    }

    List<String> tombstones() {
        return List.copyOf(tombstones);
    }

    /** Sequence of the first record, as it says itself; as large as can be if there is none. */
    long first() {
        return first.flatMap(Verification::headOf).map(Head::sequence).orElse(Long.MAX_VALUE);
    }

    /** Shows the records alone, in their order. */
    void records(Consumer<String> each) throws IOException {
        each(line -> {
            if (signed(line, HEAD, "head").isEmpty()
                    && signed(line, TOMBSTONE, "tombstone").isEmpty()) {
                each.accept(line);
            }
        });
    }

    private void each(Consumer<String> each) throws IOException {
        try (Stream<String> lines = Files.lines(file, UTF_8)) {
            lines.filter(line -> !line.isBlank()).forEach(each);
        }
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
