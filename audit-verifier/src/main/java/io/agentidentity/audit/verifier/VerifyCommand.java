package io.agentidentity.audit.verifier;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.agentidentity.audit.chain.Fault;
import io.agentidentity.audit.chain.Head;
import io.agentidentity.audit.chain.HeadKeys;
import io.agentidentity.audit.chain.Verification;
import io.agentidentity.json.StrictJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Verifies exported records where there is no Keycloak. Exit status 0: nothing is wrong; 1: something is, and the first thing is
 * printed; 2: it could not be looked at.
 */
public final class VerifyCommand {

    private static final String USAGE = """
            usage: java -jar agent-audit-verifier.jar --keys KEYS [--head HEADS]... [--after HEAD] RECORDS

              RECORDS       exported records, one to a line, as GET .../agents/audit/export gives them
              --keys KEYS   public keys (JSON), as GET .../agents/audit/keys gives them
              --head HEADS  signed heads, one to a line, kept since; without one nobody can tell
                            whether the end is missing or all was written anew
              --after HEAD  a signed head that the records follow; without it they begin with the first of all
            """;

    private final PrintStream out;

    VerifyCommand(PrintStream out) {
        this.out = out;
    }

    /** Runs the command and ends with its status. */
    public static void main(String[] arguments) {
        System.exit(new VerifyCommand(System.out).run(List.of(arguments)));
    }

    int run(List<String> arguments) {
        List<String> heads = new ArrayList<>();
        Optional<String> keys = Optional.empty();
        Optional<String> after = Optional.empty();
        Optional<Path> records = Optional.empty();
        try {
            for (int i = 0; i < arguments.size(); i++) {
                String one = arguments.get(i);
                if (!one.startsWith("--")) {
                    records = Optional.of(Path.of(one));
                    continue;
                }
                if (++i == arguments.size()) {
                    return usage();
                }
                String text = Files.readString(Path.of(arguments.get(i)));
                switch (one) {
                    case "--keys" -> keys = Optional.of(text);
                    case "--head" ->
                        text.lines().filter(line -> !line.isBlank()).forEach(heads::add);
                    case "--after" -> after = Optional.of(text);
                    default -> {
                        return usage();
                    }
                }
            }
            return keys.isPresent() && records.isPresent()
                    ? verify(records.get(), new HeadKeys(StrictJson.parse(keys.get())), heads, after)
                    : usage();
        } catch (IOException | UncheckedIOException e) {
            out.println("cannot be read: " + e.getMessage());
            return 2;
        } catch (StrictJson.MalformedJson e) {
            out.println("the keys are not acceptable JSON: " + e.getMessage());
            return 2;
        }
    }

    private int verify(Path records, HeadKeys keys, List<String> signed, Optional<String> after) throws IOException {
        List<Head> heads = new ArrayList<>();
        for (String one : signed) {
            Optional<Head> head = keys.verify(one);
            if (head.isEmpty()) {
                return fault(Fault.untrusted());
            }
            heads.add(head.get());
        }
        Optional<Head> start = after.flatMap(keys::verify);
        if (after.isPresent() && start.isEmpty()) {
            return fault(Fault.untrusted());
        }
        Verification verification = new Verification(start, heads);
        try (BufferedReader reader = Files.newBufferedReader(records, UTF_8)) {
            reader.lines().filter(line -> !line.isBlank()).forEach(verification::next);
        }
        Verification.Report report = verification.end();
        if (report.fault().isPresent()) {
            return fault(report.fault().get());
        }
        out.println(report.records() + " records are as they were sealed"
                + report.last()
                        .map(head -> ", the last one is " + head.sequence() + " " + head.hash())
                        .orElse("")
                + (heads.isEmpty() ? "; no head says whether these are all" : "; " + heads.size() + " heads agree"));
        return 0;
    }

    private int fault(Fault fault) {
        out.println(fault.kind() + ": " + fault.message());
        return 1;
    }

    private int usage() {
        out.print(USAGE);
        return 2;
    }
}
