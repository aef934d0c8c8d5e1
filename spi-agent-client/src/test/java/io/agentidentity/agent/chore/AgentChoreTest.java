package io.agentidentity.agent.chore;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSessionFactory;

class AgentChoreTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final FakeServer server = new FakeServer();
    private final KeycloakSessionFactory factory = server.factory();
    private final List<String> done = new ArrayList<>();
    private final List<String> failed = new ArrayList<>();

    @AfterEach
    void resetTime() {
        Time.setOffset(0);
    }

    @Test
    void whatFailsCostsOnlyItself() {
        run("realm", List.of("a", "broken", "b", "c"));
        assertThat(failed).containsExactly("broken");
        assertThat(done).contains("a", "b", "c").doesNotContain("broken");
    }

    @Test
    void whatWorksIsDoneOnce() {
        run("realm", List.of("a", "b", "c"));
        assertThat(done).containsExactly("a", "b", "c");
        assertThat(failed).isEmpty();
    }

    @Test
    void inARealmThatIsGoneNothingIsDone() {
        run(FakeServer.MISSING_REALM, List.of("a", "b"));
        assertThat(done).isEmpty();
        assertThat(failed).containsExactly("a", "b");
    }

    @Test
    void aLeaseIsTakenOnce() {
        assertThat(take()).isPresent();
        assertThat(take()).isEmpty();
    }

    @Test
    void whoWorksKeepsTheLease() {
        ChoreLease lease = take().orElseThrow();
        long first = server.takenUntil;
        assertThat(lease.keep()).isTrue();
        assertThat(server.takenUntil).as("there is time").isEqualTo(first);
        Time.setOffset(200);
        assertThat(lease.keep()).isTrue();
        assertThat(server.takenUntil).isGreaterThan(first);
        assertThat(server.updates).isEqualTo(1);
        Time.setOffset(400);
        assertThat(take())
                .as("another node, when the first lease would be over")
                .isEmpty();
        assertThat(lease.keep()).isTrue();
    }

    @Test
    void whoWasSilentForTooLongStopsWhenAnotherNodeWorks() {
        ChoreLease lease = take().orElseThrow();
        Time.setOffset(400);
        assertThat(take()).isPresent();
        long others = server.takenUntil;
        Each chore = new Each("realm", List.of("a"));
        chore.run(factory, now(), lease);
        assertThat(done).isEmpty();
        lease.release(now());
        assertThat(server.takenUntil).as("the other node's").isEqualTo(others);
    }

    private Optional<ChoreLease> take() {
        return ChoreLease.take(factory, "chore", now(), MINUTE);
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Time.currentTimeMillis());
    }

    private void run(String realm, List<String> ids) {
        new Each(realm, ids).run(factory, now());
    }

    private final class Each extends AgentChore {

        private final String realmId;
        private final List<String> ids;

        Each(String realmId, List<String> ids) {
            this.realmId = realmId;
            this.ids = ids;
        }

        @Override
        public void run(KeycloakSessionFactory factory, Instant now) {
            each(factory, "thing", realmId, ids, 10, (session, realm, id) -> look(id), failed::add);
        }

        private void look(String id) {
            if ("broken".equals(id)) {
                throw new IllegalStateException(id);
            }
            done.add(id);
        }
    }
}
