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

/** Whatever is done to a chain afterwards is found, and the first place of it named. */
class VerificationTest {

    private static final Instant NOW = Instant.parse("2030-01-31T12:00:00Z");

    private final List<String> records = new ArrayList<>();
    private final List<Head> ends = new ArrayList<>();

    @BeforeEach
    void seal() {
        Chain chain = new Chain("acme", Optional.empty());
        for (int i = 1; i <= 9; i++) {
            ObjectNode record = record("e" + i);
            ends.add(chain.append(record));
            records.add(StrictJson.write(record));
        }
    }

    private static ObjectNode record(String id) {
        ObjectNode record = StrictJson.object().put("id", id).put("time", NOW.toString());
        record.putObject("data").put("outcome", "permitted").put("amount", 4.5);
        return record;
    }

    /** The end of the chain at a place. */
    private Head end(int sequence) {
        return ends.get(sequence - 1);
    }

    private Verification.Report verify(Optional<Head> start, Head... heads) {
        Verification verification = new Verification(start, List.of(heads));
        records.forEach(verification::next);
        return verification.end();
    }

    private void assertFault(Kind kind, long sequence, Head... heads) {
        assertThat(verify(Optional.empty(), heads).fault()).hasValueSatisfying(fault -> {
            assertThat(fault.kind()).isEqualTo(kind);
            assertThat(fault.sequence()).isEqualTo(sequence);
        });
    }

    private String edited(int sequence) {
        return records.get(sequence - 1).replace("permitted", "refused");
    }

    /** What somebody writes who knows how to seal, from a place on. */
    private void writeAnew(int from) {
        Chain chain = new Chain("acme", from == 1 ? Optional.empty() : Optional.of(end(from - 1)));
        for (int i = from; i <= records.size(); i++) {
            ObjectNode record = record("x" + i);
            chain.append(record);
            records.set(i - 1, StrictJson.write(record));
        }
    }

    @Test
    void aChainThatNobodyTouchedIsGood() {
        Verification.Report report = verify(Optional.empty(), end(4), end(9));

        assertThat(report.fault()).isEmpty();
        assertThat(report.records()).isEqualTo(9);
        assertThat(report.last()).contains(end(9));
    }

    @Test
    void aPartIsGoodAfterTheHeadThatItFollows() {
        records.subList(0, 4).clear();

        assertThat(verify(Optional.of(end(4)), end(4), end(9)).fault()).isEmpty();
        assertFault(Kind.REMOVED, 1);
        assertThat(verify(Optional.of(end(3))).fault().orElseThrow().kind()).isEqualTo(Kind.REMOVED);
    }

    @Test
    void anEditedRecordIsNamed() {
        records.set(4, edited(5));
        assertFault(Kind.EDITED, 5);
    }

    @Test
    void anEditedRecordWithAHashOfItsOwnIsNamedByTheOneThatFollows() {
        ObjectNode forged = record("forged");
        new Chain("acme", Optional.of(end(4))).append(forged);
        records.set(4, StrictJson.write(forged));
        assertFault(Kind.EDITED, 5);
    }

    @Test
    void aRemovedRecordIsNamed() {
        records.remove(4);
        assertFault(Kind.REMOVED, 5);
    }

    @Test
    void anInsertedRecordIsNamed() {
        records.add(4, records.get(3));
        assertFault(Kind.INSERTED, 4);
    }

    @Test
    void anInsertedRecordOfSomebodyWhoCanSealIsNamed() {
        ObjectNode forged = record("forged");
        new Chain("acme", Optional.of(end(4))).append(forged);
        records.add(4, StrictJson.write(forged));
        assertFault(Kind.INSERTED, 5);
    }

    @Test
    void aRecordOfAnotherChainIsNoneOfThisOne() {
        ObjectNode foreign = record("foreign");
        new Chain("other", Optional.of(new Head("other", 9, end(9).hash()))).append(foreign);
        records.add(StrictJson.write(foreign));
        assertFault(Kind.INSERTED, 10);
    }

    @Test
    void recordsThatChangedPlacesAreNamed() {
        String moved = records.remove(4);
        records.add(6, moved);
        assertFault(Kind.REORDERED, 5);
    }

    @Test
    void aMissingEndIsFoundByAHeadAlone() {
        records.subList(6, 9).clear();
        assertThat(verify(Optional.empty()).fault()).isEmpty();
        assertFault(Kind.TRUNCATED, 7, end(9));
    }

    @Test
    void aChainThatIsGoneAltogetherIsFoundByAHead() {
        records.clear();
        assertFault(Kind.TRUNCATED, 1, end(9));
    }

    @Test
    void aChainThatWasWrittenAnewIsFoundByAHeadAlone() {
        writeAnew(5);
        assertThat(verify(Optional.empty()).fault()).isEmpty();
        assertFault(Kind.FORKED, 5, end(4), end(9));
        assertFault(Kind.FORKED, 1, end(9));
    }

    @Test
    void headsThatDisagreeAreAFork() {
        assertFault(Kind.FORKED, 4, end(4), new Head("acme", 4, end(5).hash()));
    }

    @Test
    void whatIsNoRecordIsOneThatWasEdited() {
        records.set(4, "{}");
        assertFault(Kind.EDITED, 5);
        records.set(4, "not JSON");
        assertFault(Kind.EDITED, 5);
        records.set(4, "[]");
        assertFault(Kind.EDITED, 5);
    }
}
