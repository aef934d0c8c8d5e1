package io.agentidentity.it.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table that a person reads while it grows, and the rows that stay. */
final class Report {

    private final PrintStream out;
    private final List<Row> rows = new ArrayList<>();

    Report(PrintStream out) {
        this.out = out;
    }

    List<Row> rows() {
        return List.copyOf(rows);
    }

    void say(String line) {
        out.println(line);
    }

    /** Starts the part of the table that answers one question. */
    void question(String ours, String theirs) {
        out.printf("%n%s  |  %s%n", ours, theirs);
        out.printf("%7s", "clients");
        for (String figure : List.of("median ms", "p95 ms", "requests/s", "server CPU ms")) {
            out.printf(" |%25s", figure + "   ratio");
        }
        out.println();
    }

    /** Adds the figures of one question at one number of clients. */
    void add(String question, int clients, Samples ours, Samples theirs) {
        String name = question + ", " + clients + (clients == 1 ? " client, " : " clients, ");
        int n = Math.min(ours.count(), theirs.count());
        List<Row> added = List.of(
                new Row(name + "median", ours.millis(0.5), theirs.millis(0.5), "ms", n),
                new Row(name + "p95", ours.millis(0.95), theirs.millis(0.95), "ms", n),
                new Row(name + "throughput", ours.perSecond(), theirs.perSecond(), "requests/s", n),
                new Row(name + "server CPU", ours.cpuMillis(), theirs.cpuMillis(), "ms/request", n));
        out.printf("%7d", clients);
        for (Row row : added) {
            int digits = row.ours() < 100 ? 2 : 0;
            out.printf(
                    Locale.ROOT,
                    " | %8." + digits + "f %8." + digits + "f %6.2f",
                    row.ours(),
                    row.theirs(),
                    row.ratio());
        }
        out.println();
        rows.addAll(added);
    }

    /** Adds one figure on a line of its own. */
    void add(Row row) {
        out.printf(
                Locale.ROOT,
                "%-62s %9.2f %9.2f %-4s ratio %6.2f%n",
                row.name(),
                row.ours(),
                row.theirs(),
                row.unit(),
                row.ratio());
        rows.add(row);
    }
}
