package io.agentidentity.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentidentity.agent.Suspension.Cause;
import io.agentidentity.agent.Suspension.Ground;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SuspensionPropertyTest {

    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

    @Property
    void noGroundHidesOrEndsThatOfAnotherCause(@ForAll("grounds") List<Ground> added, @ForAll("instants") Instant now) {
        Map<Cause, Ground> latest = new HashMap<>();
        added.forEach(ground -> latest.put(ground.cause(), ground));

        Suspension suspension = all(added);

        assertThat(suspension.grounds()).containsExactlyInAnyOrderElementsOf(latest.values());
        assertThat(suspension.at(now).isPresent())
                .isEqualTo(latest.values().stream().anyMatch(ground -> holds(ground, now)));
        suspension.at(now).ifPresent(left -> assertThat(left.grounds()).allMatch(ground -> holds(ground, now)));
    }

    @Property
    void itIsOverWhenItsLastGroundIs(@ForAll("grounds") List<Ground> added, @ForAll("instants") Instant now) {
        Suspension suspension = all(added);
        boolean over = suspension.until().filter(until -> !now.isBefore(until)).isPresent();

        assertThat(suspension.at(now).isEmpty()).isEqualTo(over);
    }

    @Property
    void liftingACauseLeavesTheOthers(@ForAll("grounds") List<Ground> added, @ForAll Cause cause) {
        Suspension suspension = all(added);
        List<Ground> others = suspension.grounds().stream()
                .filter(ground -> ground.cause() != cause)
                .toList();

        assertThat(suspension.without(cause).map(Suspension::grounds).orElse(List.of()))
                .isEqualTo(others);
        assertThat(suspension.has(cause))
                .isEqualTo(others.size() < suspension.grounds().size());
    }

    private static Suspension all(List<Ground> grounds) {
        Suspension suspension = new Suspension(grounds.get(0));
        for (Ground ground : grounds) {
            suspension = suspension.with(ground);
        }
        return suspension;
    }

    private static boolean holds(Ground ground, Instant now) {
        return ground.until().map(now::isBefore).orElse(true);
    }

    @Provide
    Arbitrary<List<Ground>> grounds() {
        return Combinators.combine(
                        Arbitraries.of(Cause.class),
                        instants().optional(),
                        Arbitraries.of("compromised", "holidays").optional())
                .as((cause, until, reason) -> new Ground(cause, Optional.of("u1"), until, reason))
                .list()
                .ofMinSize(1)
                .ofMaxSize(6);
    }

    @Provide
    Arbitrary<Instant> instants() {
        return Arbitraries.integers().between(0, 4).map(START::plusSeconds);
    }
}
