package io.agentidentity.audit.verifier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.audit.chain.Chain;
import io.agentidentity.audit.chain.Head;
import io.agentidentity.audit.chain.HeadKey;
import io.agentidentity.audit.chain.Tombstone;
import io.agentidentity.json.StrictJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An export is verified without Keycloak. */
class VerifyCommandTest {

    private static final Instant NOW = Instant.parse("2030-01-31T12:00:00Z");

    private final HeadKey key = HeadKey.generate();
    private final List<String> records = new ArrayList<>();
    private final List<String> heads = new ArrayList<>();
    private final List<Head> ends = new ArrayList<>();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    @BeforeEach
    void export() throws IOException {
        Chain chain = new Chain("acme", Optional.empty());
        for (int i = 1; i <= 5; i++) {
            ObjectNode record = StrictJson.object().put("id", "é" + i);
            ends.add(chain.append(record));
            heads.add(key.sign(ends.get(i - 1), NOW));
            records.add(StrictJson.write(record));
        }
        write("keys", keys(key));
        write("head", heads.get(4) + "\n");
        write("after", heads.get(1));
        write("records", String.join("\n", records) + "\n");
    }

    private static String keys(HeadKey... keys) {
        ObjectNode jwks = StrictJson.object();
        List.of(keys).forEach(key -> jwks.withArray("/keys").add(key.publicJwk()));
        return StrictJson.write(jwks);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private int run(String... arguments) {
        List<String> named = new ArrayList<>();
        for (String one : arguments) {
            named.add(one.startsWith("--") ? one : directory.resolve(one).toString());
        }
        return new VerifyCommand(new PrintStream(printed, true, UTF_8)).run(named);
    }

    @Test
    void anUntouchedExportIsGood() {
        assertThat(run("--keys", "keys", "--head", "head", "records")).isZero();
        assertThat(printed.toString(UTF_8)).contains("5 records", "1 heads agree");
    }

    @Test
    void aPartIsGoodAfterTheHeadThatItFollows() throws IOException {
        write("records", String.join("\n", records.subList(2, 5)));
        assertThat(run("--keys", "keys", "--after", "after", "--head", "head", "records"))
                .isZero();
        assertThat(run("--keys", "keys", "--head", "head", "records")).isEqualTo(1);
        assertThat(printed.toString(UTF_8)).contains("REMOVED: record 1 is missing");
    }

    @Test
    void anEditedOneIsNamed() throws IOException {
        write("records", String.join("\n", records).replace("é3", "é4"));
        assertThat(run("--keys", "keys", "records")).isEqualTo(1);
        assertThat(printed.toString(UTF_8)).contains("EDITED: record 3");
    }

    @Test
    void aHeadOfAnotherKeyIsNotTrusted() throws IOException {
        write("keys", keys(HeadKey.generate()));
        assertThat(run("--keys", "keys", "--head", "head", "records")).isEqualTo(1);
        assertThat(printed.toString(UTF_8)).contains("HEAD_INVALID");
    }

    @Test
    void aHeadIsTrustedAfterItsKeyWasReplaced() throws IOException {
        write("keys", keys(HeadKey.generate(), key));
        assertThat(run("--keys", "keys", "--head", "head", "records")).isZero();
    }

    @Test
    void aForgedHeadIsNotTrusted() throws IOException {
        String[] parts = heads.get(4).split("\\.", -1);
        write("head", parts[0] + "." + heads.get(3).split("\\.", -1)[1] + "." + parts[2]);
        assertThat(run("--keys", "keys", "--head", "head", "records")).isEqualTo(1);
    }

    private static String line(String type, String member, String signed) {
        ObjectNode event = StrictJson.object().put("type", type);
        event.putObject("data").put(member, signed);
        return StrictJson.write(event) + "\n";
    }

    private String tombstone(int first, int last) {
        return key.sign(new Tombstone(first, ends.get(last - 1)), NOW);
    }

    @Test
    void whatRemainsIsGoodWithTheTombstoneOfWhatWasRemovedInTheExportOrBesides() throws IOException {
        String rest = String.join("\n", records.subList(2, 5));
        String inside = line("agent.audit.tombstone.v1", "tombstone", tombstone(1, 2));
        write("records", inside + rest);
        assertThat(run("--keys", "keys", "--head", "head", "records")).isZero();
        write("records", rest);
        write("tombstone", tombstone(1, 2));
        assertThat(run("--keys", "keys", "--tombstone", "tombstone", "records")).isZero();
        write("tombstone", "[\"" + tombstone(1, 1) + "\",\"" + tombstone(2, 2) + "\"]");
        assertThat(run("--keys", "keys", "--tombstone", "tombstone", "records")).isZero();
        write("records", String.join("\n", records));
        assertThat(run("--keys", "keys", "--tombstone", "tombstone", "records")).isZero();
    }

    @Test
    void whatWasRemovedWithoutATombstoneIsNamed() throws IOException {
        write("records", String.join("\n", records.subList(3, 5)));
        write("tombstone", tombstone(1, 2));
        assertThat(run("--keys", "keys", "--tombstone", "tombstone", "records")).isEqualTo(1);
        assertThat(printed.toString(UTF_8)).contains("REMOVED: record 3 is missing");
        write("tombstone", tombstone(2, 3));
        assertThat(run("--keys", "keys", "--tombstone", "tombstone", "records")).isEqualTo(1);
        assertThat(printed.toString(UTF_8)).contains("REMOVED: the records from 1 to 1 are missing");
        write("tombstone", HeadKey.generate().sign(new Tombstone(1, ends.get(2)), NOW));
        assertThat(run("--keys", "keys", "--tombstone", "tombstone", "records")).isEqualTo(1);
        assertThat(printed.toString(UTF_8)).contains("HEAD_INVALID");
    }

    @Test
    void aFileAsASinkWritesItIsVerifiedWithItsOwnHeads() throws IOException {
        write("records", String.join("\n", records) + "\n" + line("agent.audit.head.v1", "head", heads.get(4)));
        assertThat(run("--keys", "keys", "records")).isZero();
        assertThat(printed.toString(UTF_8)).contains("5 records", "1 heads agree");
        write("records", records.get(0) + "\n" + line("agent.audit.head.v1", "head", heads.get(4)));
        assertThat(run("--keys", "keys", "records")).isEqualTo(1);
        assertThat(printed.toString(UTF_8)).contains("TRUNCATED");
    }

    @Test
    void whatCannotBeLookedAtIsSaid() throws IOException {
        assertThat(run("records")).isEqualTo(2);
        assertThat(run("--keys", "keys", "missing")).isEqualTo(2);
        assertThat(run("--keys")).isEqualTo(2);
        assertThat(run("--unknown", "keys", "records")).isEqualTo(2);
        write("keys", "no JSON");
        assertThat(run("--keys", "keys", "records")).isEqualTo(2);
    }
}
