package io.agentidentity.it.junit;

import io.agentidentity.it.server.ServerLog;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the logs of servers as they grow and finds the ERROR lines that nobody expects. */
final class LogWatch {

    /** Expected in every run, each with its reason. */
    private static final List<Pattern> EXPECTED = List.of(
            // Nodes that start or end at the same time close connections on each other.
            Pattern.compile("ERROR \\[org\\.jgroups\\."),
            // Keycloak's transmitter of signals looks at its outbox before the first node of a cluster has made its
            // tables.
            Pattern.compile("Failed to run scheduled task OutboxDrainerTask"),
            // A receiver of signals goes away with its test while something is being pushed to it.
            Pattern.compile(
                    "Error delivering event jti=\\S+ to url http://127\\.0\\.0\\.1:\\S+ java\\.net\\.SocketException"));

    private static final Pattern ERROR = Pattern.compile("^\\d{4}-\\d\\d-\\d\\d[ T]\\S+ (ERROR|FATAL) .*");
    private static final int SHOWN = 100;

    private final List<ServerLog> logs;
    private final Map<ServerLog, Long> checked = new HashMap<>();
    private final Map<ServerLog, Long> started = new HashMap<>();

    LogWatch(List<ServerLog> logs) {
        this.logs = List.copyOf(logs);
    }

    /** Where the output of a test begins. */
    void testStarts() {
        logs.forEach(log -> started.put(log, log.mark()));
    }

    /** What the servers logged since the test began. */
    Optional<String> testOutput() {
        return logs.stream()
                .map(log -> log.tail(started.getOrDefault(log, 0L), SHOWN))
                .reduce((one, other) -> one + "\n" + other);
    }

    /** Fails if there is an unexpected ERROR line since the last check. */
    void check(List<String> allowed) {
        String unexpected = logs.stream()
                .map(log -> check(log, allowed))
                .flatMap(Optional::stream)
                .collect(Collectors.joining("\n"));
        if (!unexpected.isEmpty()) {
            throw new AssertionError("The server logged errors that no test expects:\n" + unexpected);
        }
    }

    private Optional<String> check(ServerLog log, List<String> allowed) {
        long from = checked.getOrDefault(log, 0L);
        checked.put(log, log.mark());
        Predicate<String> expected = line ->
                EXPECTED.stream().anyMatch(pattern -> pattern.matcher(line).find())
                        || allowed.stream()
                                .anyMatch(pattern ->
                                        Pattern.compile(pattern).matcher(line).find());
        List<String> errors = log.since(from).stream()
                .filter(line -> ERROR.matcher(line).matches())
                .filter(expected.negate())
                .toList();
        return errors.isEmpty()
                ? Optional.empty()
                : Optional.of("  " + String.join("\n  ", errors) + "\n" + log.tail(from, SHOWN));
    }
}
