package io.agentidentity.it.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.agentidentity.it.realm.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs benchmarks by name, all of them if none is named: {@code Bench [--rounds N] [NAME…]}. Prints a table and writes
 * {@code target/bench/NAME.json} below the working directory.
 */
public final class Bench {

    private static final int ROUNDS = 6;
    private static final int MOST_ROUNDS = 100;

    private Bench() {}

    public static void main(String[] arguments) throws IOException {
        Map<String, Benchmark> known = new TreeMap<>(Map.of(
                "audit", new AuditBenchmark(),
                "decisions", new DecisionBenchmark(),
                "endings", new EndingBenchmark(),
                "exchange", new ExchangeBenchmark(),
                "lists", new ListBenchmark(),
                "noisy", new NoisyBenchmark(),
                "start", new StartBenchmark(),
                "sweep", new SweepBenchmark()));
        int rounds = ROUNDS;
        List<String> names = new ArrayList<>();
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].equals("--rounds") && i + 1 < arguments.length) {
                rounds = Math.max(1, Math.min(MOST_ROUNDS, Integer.parseInt(arguments[++i])));
            } else if (known.containsKey(arguments[i])) {
                names.add(arguments[i]);
            } else {
                System.err.println("Usage: bench [--rounds N] [NAME...], where NAME is one of " + known.keySet());
                System.exit(2);
            }
        }
        for (String name : names.isEmpty() ? known.keySet() : names) {
            Report report = new Report(System.out);
            known.get(name).run(rounds, report);
            System.out.println("Written: " + write(name, report.rows()));
        }
    }

    private static Path write(String name, List<Row> rows) throws IOException {
        ArrayNode all = Json.array(List.of());
        rows.forEach(row -> all.add(row.json()));
        Path file = Files.createDirectories(Path.of("target", "bench")).resolve(name + ".json");
        return Files.writeString(file, all.toPrettyString() + "\n");
    }
}
