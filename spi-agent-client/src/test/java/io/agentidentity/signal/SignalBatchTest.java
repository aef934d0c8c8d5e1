package io.agentidentity.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentidentity.agent.Agent.Rank;
import io.agentidentity.agent.credential.CredentialType;
import io.agentidentity.signal.Signal.CredentialChange;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SignalBatchTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final SignalBatch batch = new SignalBatch();

    @Test
    void anAgentThatIsStoppedIsOneSignalHoweverManyTasksItHad() {
        IntStream.range(0, 10_000).forEach(i -> batch.add(over(task("tsk_" + i, "p" + i % 7, "a"))));
        batch.add(over(SignalSubject.agent("a", "clerk")));
        batch.add(over(task("tsk_x", "p", "a")));
        batch.add(Signal.ended(SignalSubject.agent("a", "clerk"), Rank.ADMIN, "again", NOW.plusSeconds(1)));
        assertThat(subjects()).containsExactly(SignalSubject.agent("a", "clerk"));
    }

    @Test
    void whatOneAgentDoesForOnePersonStandsForThoseTasksOnly() {
        batch.add(over(task("t1", "alice", "a")));
        batch.add(over(task("t2", "bob", "a")));
        batch.add(over(task("t3", "alice", "b")));
        batch.add(over(SignalSubject.pair("alice", "a", "clerk")));
        assertThat(subjects())
                .containsExactly(
                        task("t2", "bob", "a"), task("t3", "alice", "b"), SignalSubject.pair("alice", "a", "clerk"));
    }

    @Test
    void oneTaskEndsOnce() {
        batch.add(over(task("t1", "alice", "a")));
        batch.add(over(task("t1", "alice", "a")));
        assertThat(batch.signals()).hasSize(1);
    }

    @Test
    void whatIsNotAnEndingIsKeptBesideOneAndSaidOnce() {
        SignalSubject agent = SignalSubject.agent("a", "clerk");
        Signal widened = Signal.scopes(task("t1", "alice", "a"), List.of("read"), NOW);
        Signal wider = Signal.scopes(task("t1", "alice", "a"), List.of("read", "write"), NOW);
        Signal key = Signal.credential(agent, CredentialType.PRIVATE_KEY_JWT, CredentialChange.REVOKE, NOW);
        for (Signal signal : List.of(widened, wider, widened, key, over(agent), key)) {
            batch.add(signal);
        }
        assertThat(batch.signals()).containsExactly(widened, wider, key, over(agent));
    }

    private List<SignalSubject> subjects() {
        return batch.signals().stream().map(Signal::subject).toList();
    }

    private static SignalSubject task(String id, String principal, String agent) {
        return SignalSubject.task(id, principal, agent, "clerk");
    }

    private static Signal over(SignalSubject subject) {
        return Signal.ended(subject, Rank.SYSTEM, "over", NOW);
    }
}
