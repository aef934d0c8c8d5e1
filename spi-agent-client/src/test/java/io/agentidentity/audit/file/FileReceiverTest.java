package io.agentidentity.audit.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentidentity.audit.delivery.Line;
import io.agentidentity.audit.delivery.Receiver.Taken;
import io.agentidentity.audit.delivery.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records are in the file once and whole, whatever happened before. */
class FileReceiverTest {

    private static final Instant NOW = Instant.parse("2030-01-31T12:00:00Z");

    @TempDir
    private Path directory;

    private static Line line(int number) {
        return new Line(
                "e" + number,
                "t",
                number,
                false,
                "{\"id\":\"e" + number + "\",\"time\":\"" + NOW.plusSeconds(number) + "\"}");
    }

    private FileReceiver receiver(String realm, long bytes, int keep, Instant now) {
        return new FileReceiver(
                new FileOptions(directory, bytes, Duration.ofHours(1), keep), realm, Clock.fixed(now, ZoneOffset.UTC));
    }

    private FileReceiver receiver() {
        return receiver("acme", 1_000_000, 0, NOW);
    }

    private List<String> lines(String file) throws IOException {
        return Files.readAllLines(directory.resolve(file));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void linesAreAppendedAndNobodyElseMayReadThem() throws IOException {
        assertThat(receiver().send(List.of(line(1), line(2)))).isEqualTo(new Taken(2, Optional.empty()));
        assertThat(receiver().send(List.of(line(3)))).isEqualTo(new Taken(1, Optional.empty()));
        assertThat(lines("acme.jsonl")).containsExactly(line(1).json(), line(2).json(), line(3).json());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("acme.jsonl"))))
                .isEqualTo("rw-r-----");
    }

    @Test
    void whatWasWrittenBeforeACrashIsNotWrittenAgain() throws IOException {
        receiver().send(List.of(line(1), line(2)));
        assertThat(receiver().send(List.of(line(1), line(2), line(3))).lines()).isEqualTo(3);
        assertThat(receiver().send(List.of(line(2), line(3))).lines()).isEqualTo(2);
        assertThat(lines("acme.jsonl")).containsExactly(line(1).json(), line(2).json(), line(3).json());
    }

    @Test
    void halfALineThatACrashLeftIsCutOff() throws IOException {
        receiver().send(List.of(line(1)));
        Path file = directory.resolve("acme.jsonl");
        Files.writeString(file, line(2).json().substring(0, 9), StandardOpenOption.APPEND);
        receiver().send(List.of(line(2)));
        assertThat(lines("acme.jsonl")).containsExactly(line(1).json(), line(2).json());
        Files.writeString(file, "half of the first");
        receiver().send(List.of(line(3)));
        assertThat(lines("acme.jsonl")).containsExactly(line(3).json());
    }

    @Test
    void aRecordBeginsNoSecondLine() throws IOException {
        receiver().send(List.of(new Line("x", "t", 1, false, "{\"id\":\"x\"\r\n,\"forged\":\n1}")));
        assertThat(lines("acme.jsonl")).hasSize(1);
    }

    @Test
    void aFileIsPutByWhenItIsLargeOrOldAndTheOldestGo() throws IOException {
        for (int i = 1; i <= 4; i++) {
            receiver("acme", 1, 2, NOW.plusSeconds(i)).send(List.of(line(i)));
        }
        receiver("acme2", 1, 2, NOW).send(List.of(line(1)));
        assertThat(files())
                .containsExactly(
                        "acme.20300131T120003.000Z.jsonl",
                        "acme.20300131T120004.000Z.jsonl",
                        "acme.jsonl",
                        "acme2.jsonl");
        assertThat(lines("acme.20300131T120004.000Z.jsonl")).containsExactly(line(3).json());
        receiver("acme2", 1_000_000, 2, NOW.plus(Duration.ofMinutes(60))).send(List.of(line(2)));
        assertThat(lines("acme2.jsonl")).hasSize(2);
        receiver("acme2", 1_000_000, 2, NOW.plus(Duration.ofMinutes(61))).send(List.of(line(3)));
        assertThat(lines("acme2.jsonl")).containsExactly(line(3).json());
    }

    @Test
    void theIdOfARealmChoosesNoPath() throws IOException {
        for (String id : List.of("../outside", "/etc/x", "a/b", "..", "a\0b")) {
            assertThat(receiver(id, 1_000_000, 0, NOW).send(List.of(line(1))).lines())
                    .isEqualTo(1);
        }
        assertThat(files()).hasSize(5).allMatch(name -> name.matches("realm-[0-9a-f]{64}\\.jsonl"));
    }

    @Test
    void whatCannotBeWrittenIsNotTaken() throws IOException {
        Files.createDirectory(directory.resolve("acme.jsonl"));
        Taken taken = receiver().send(List.of(line(1)));
        assertThat(taken.lines()).isZero();
        assertThat(taken.trouble().map(Trouble::message).orElse("")).startsWith("the file cannot be written: ");
        Path elsewhere = Files.createFile(directory.resolve("elsewhere"));
        Files.createSymbolicLink(directory.resolve("linked.jsonl"), elsewhere);
        assertThat(receiver("linked", 1_000_000, 0, NOW).send(List.of(line(1))).lines())
                .isZero();
        assertThat(elsewhere).isEmptyFile();
    }
}
