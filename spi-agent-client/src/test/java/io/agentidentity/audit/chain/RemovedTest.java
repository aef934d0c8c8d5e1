package io.agentidentity.audit.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.audit.chain.Fault.Kind;
import io.agentidentity.json.StrictJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was removed with a tombstone is not missing, and everything else is. */
class RemovedTest {

    private static final Instant NOW = Instant.parse("2030-01-31T12:00:00Z");

    private final HeadKey key = HeadKey.generate();
    private final HeadKeys keys = new HeadKeys(jwks(key));
    private final List<String> records = new ArrayList<>();
    private final List<Head> ends = new ArrayList<>();

    @BeforeEach
    void seal() {
        Chain chain = new Chain("acme", Optional.empty());
        for (int i = 1; i <= 9; i++) {
            ObjectNode record = StrictJson.object().put("id", "e" + i);
            ends.add(chain.append(record));
            records.add(StrictJson.write(record));
        }
    }

    private static ObjectNode jwks(HeadKey key) {
        ObjectNode jwks = StrictJson.object();
        jwks.putArray("keys").add(key.publicJwk());
        return jwks;
    }

    private Tombstone tombstone(int first, int last) {
        return new Tombstone(first, ends.get(last - 1));
    }

    private Optional<Fault> verify(int from, Tombstone... tombstones) {
        Removed removed = Removed.of(List.of(tombstones));
        if (removed.fault().isPresent()) {
            return removed.fault();
        }
        Verification verification = new Verification(removed.end(), ends);
        records.subList(from - 1, 9).forEach(verification::next);
        return verification.end().fault();
    }

    private static void assertFault(Optional<Fault> found, Kind kind, long sequence) {
        assertThat(found).hasValueSatisfying(fault -> {
            assertThat(fault.kind()).isEqualTo(kind);
            assertThat(fault.sequence()).isEqualTo(sequence);
        });
    }

    @Test
    void whatRemainsIsGoodAfterItsTombstones() {
        assertThat(verify(4, tombstone(1, 3))).isEmpty();
        assertThat(verify(7, tombstone(4, 6), tombstone(1, 3))).isEmpty();
        assertThat(verify(7, tombstone(1, 3), tombstone(4, 6), tombstone(4, 6))).isEmpty();
        assertThat(Removed.of(List.of(tombstone(1, 3), tombstone(4, 6))).last()).isEqualTo(6);
        assertThat(Removed.of(List.of()).last()).isZero();
    }

    @Test
    void whatWasRemovedWithoutOneIsNamed() {
        assertFault(verify(4), Kind.REMOVED, 1);
        assertFault(verify(5, tombstone(1, 3)), Kind.REMOVED, 4);
        assertFault(verify(7, tombstone(4, 6)), Kind.REMOVED, 1);
        assertFault(verify(9, tombstone(1, 3), tombstone(7, 8)), Kind.REMOVED, 4);
        assertThat(verify(9, tombstone(1, 3), tombstone(7, 8)).orElseThrow().message())
                .isEqualTo("the records from 4 to 6 are missing, and no tombstone says so");
    }

    @Test
    void oneThatSaysSomethingElseThanTheRecordsOrAnotherOneIsAFault() {
        assertFault(verify(4, new Tombstone(1, new Head("acme", 3, ends.get(4).hash()))), Kind.FORKED, 3);
        assertFault(verify(6, tombstone(1, 3), tombstone(3, 5)), Kind.FORKED, 3);
        assertFault(
                verify(
                        7,
                        tombstone(1, 3),
                        new Tombstone(4, new Head("other", 6, ends.get(5).hash()))),
                Kind.HEAD_INVALID,
                0);
    }

    @Test
    void aSignedOneIsWhatItWas() {
        String signed = key.sign(tombstone(1, 3), NOW);
        assertThat(keys.verifyTombstone(signed)).contains(tombstone(1, 3));
        assertThat(new HeadKeys(jwks(HeadKey.generate())).verifyTombstone(signed))
                .isEmpty();
        String[] parts = signed.split("\\.", -1);
        String other = key.sign(tombstone(1, 4), NOW).split("\\.", -1)[1];
        assertThat(keys.verifyTombstone(parts[0] + "." + other + "." + parts[2]))
                .isEmpty();
    }

    @Test
    void aHeadIsNoTombstoneAndATombstoneNoHead() {
        assertThat(keys.verifyTombstone(key.sign(ends.get(2), NOW))).isEmpty();
        assertThat(keys.verify(key.sign(tombstone(1, 3), NOW))).isEmpty();
    }

    @Test
    void aHeadSaysWhenItWasSigned() {
        assertThat(keys.signedAt(key.sign(ends.get(2), NOW))).contains(NOW);
        assertThat(new HeadKeys(jwks(HeadKey.generate())).signedAt(key.sign(ends.get(2), NOW)))
                .isEmpty();
    }
}
