package io.agentidentity.audit.verifier;

import io.agentidentity.audit.chain.Fault;
import io.agentidentity.audit.chain.Head;
import io.agentidentity.audit.chain.HeadKeys;
import io.agentidentity.audit.chain.Removed;
import io.agentidentity.audit.chain.Tombstone;
import io.agentidentity.audit.chain.Verification;
import io.agentidentity.json.StrictJson;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Verifies exported records where there is no Keycloak. Exit status 0: nothing is wrong; 1: something is, and the first thing is
 * printed; 2: it could not be looked at.
 */
public final class VerifyCommand {

    private static final String USAGE = """
            usage: java -jar agent-audit-verifier.jar --keys KEYS [--head HEADS]... [--tombstone TOMBSTONES]...
                       [--after HEAD] RECORDS

              RECORDS       records, one to a line, as GET .../agents/audit/export gives them or a file sink
                            wrote them; signed heads and tombstones among them count too
              --keys KEYS   public keys (JSON), as GET .../agents/audit/keys gives them
              --head HEADS  signed heads, one to a line, kept since; without one nobody can tell
                            whether the end is missing or all was written anew
              --tombstone TOMBSTONES
                            signed tombstones, one to a line, of records that were removed because they were
                            old enough, as GET .../agents/audit/tombstones gives them
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
        List<String> tombstones = new ArrayList<>();
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
                    case "--head" -> heads.addAll(each(text));
                    case "--tombstone" -> tombstones.addAll(each(text));
                    case "--after" -> after = Optional.of(text);
                    default -> {
                        return usage();
                    }
                }
            }
            return keys.isPresent() && records.isPresent()
                    ? verify(records.get(), new HeadKeys(StrictJson.parse(keys.get())), heads, tombstones, after)
                    : usage();
        } catch (IOException | UncheckedIOException e) {
            out.println("cannot be read: " + e.getMessage());
            return 2;
        } catch (StrictJson.MalformedJson e) {
            out.println("the keys are not acceptable JSON: " + e.getMessage());
            return 2;
        }
    }

    /** One to a line, or a list as JSON. */
    private static List<String> each(String text) {
        if (text.stripLeading().startsWith("[")) {
            List<String> all = new ArrayList<>();
            StrictJson.parse(text).forEach(node -> all.add(node.asText()));
            return all;
        }
        return text.lines().filter(line -> !line.isBlank()).toList();
    }

    private int verify(
            Path file, HeadKeys keys, List<String> signedHeads, List<String> signedTombstones, Optional<String> after)
            throws IOException {
        Exported exported = new Exported(file);
        List<Head> heads = new ArrayList<>();
        for (String one : with(signedHeads, exported.heads())) {
            Optional<Head> head = keys.verify(one);
            if (head.isEmpty()) {
                return fault(Fault.untrusted());
            }
            heads.add(head.get());
        }
        List<Tombstone> tombstones = new ArrayList<>();
        for (String one : with(signedTombstones, exported.tombstones())) {
            Optional<Tombstone> tombstone = keys.verifyTombstone(one);
            if (tombstone.isEmpty()) {
                return fault(Fault.untrusted());
            }
            tombstones.add(tombstone.get());
        }
        Optional<Head> start = after.flatMap(keys::verify);
        if (after.isPresent() && start.isEmpty()) {
            return fault(Fault.untrusted());
        }
        if (start.isEmpty()) {
            // Records that are here need no tombstone; it is a head of theirs then.
            Removed removed = Removed.of(tombstones.stream()
                    .filter(one -> one.last().sequence() < exported.first())
                    .toList());
            if (removed.fault().isPresent()) {
                return fault(removed.fault().get());
            }
            start = removed.end();
        }
        tombstones.forEach(one -> heads.add(one.last()));
        return verify(exported, new Verification(start, heads), heads.size());
    }

    private int verify(Exported exported, Verification verification, int heads) throws IOException {
        exported.records(verification::next);
        Verification.Report report = verification.end();
        if (report.fault().isPresent()) {
            return fault(report.fault().get());
        }
        out.println(report.records() + " records are as they were sealed"
                + report.last()
                        .map(head -> ", the last one is " + head.sequence() + " " + head.hash())
                        .orElse("")
                + (heads == 0 ? "; no head says whether these are all" : "; " + heads + " heads agree"));
        return 0;
    }

    private static List<String> with(List<String> some, List<String> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
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
