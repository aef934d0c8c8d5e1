package io.agentidentity.it.junit;

import io.agentidentity.it.server.ServerLog;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reads a server's log as it grows and finds the ERROR lines that nobody expects. */
final class LogWatch {

    /** Expected in every run, each with its reason. */
    private static final List<Pattern> EXPECTED = List.of();

    private static final Pattern ERROR = Pattern.compile("^\\d{4}-\\d\\d-\\d\\d[ T]\\S+ (ERROR|FATAL) .*");
    private static final int SHOWN = 100;

    private final Optional<ServerLog> log;
    private long checked;
    private long started;

    LogWatch(Optional<ServerLog> log) {
        this.log = log;
    }

    /** Where the output of a test begins. */
    void testStarts() {
        started = log.map(ServerLog::mark).orElse(0L);
    }

    /** What the server logged since the test began. */
    Optional<String> testOutput() {
        return log.map(found -> found.tail(started, SHOWN));
    }

    /** Fails if there is an unexpected ERROR line since the last check. */
    void check(List<String> allowed) {
        log.ifPresent(found -> check(found, allowed));
    }

    private void check(ServerLog found, List<String> allowed) {
        long from = checked;
        checked = found.mark();
        Predicate<String> expected = line ->
                EXPECTED.stream().anyMatch(pattern -> pattern.matcher(line).find())
                        || allowed.stream()
                                .anyMatch(pattern ->
                                        Pattern.compile(pattern).matcher(line).find());
        List<String> errors = found.since(from).stream()
                .filter(line -> ERROR.matcher(line).matches())
                .filter(expected.negate())
                .toList();
        if (!errors.isEmpty()) {
            throw new AssertionError("The server logged errors that no test expects:\n  " + String.join("\n  ", errors)
                    + "\n" + found.tail(from, SHOWN));
        }
    }
}
