package io.agentidentity.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentidentity.agent.Agent.Rank;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class MovePropertyTest {

    /** Whatever is wished for by whomever, a task follows the contract's moves, and no agent and nobody lower lifts a suspension. */
    @Property
    void noSequenceOfWishesBreaksTheRules(@ForAll List<Move> moves, @ForAll List<Rank> ranks, @ForAll boolean begun) {
        TaskState state = begun ? TaskState.ACTIVE : TaskState.PENDING;
        Optional<Rank> suspendedBy = Optional.empty();
        for (int i = 0; i < Math.min(moves.size(), ranks.size()); i++) {
            Move move = moves.get(i);
            Rank rank = ranks.get(i);
            if (!move.legal(state, suspendedBy, rank) || !move.allowedTo(rank, suspendedBy)) {
                continue;
            }
            assertThat(state.isFinal()).isFalse();
            if (move == Move.RESUME) {
                assertThat(rank).isNotIn(Rank.AGENT, Rank.SYSTEM);
                assertThat(suspendedBy.get() == Rank.SYSTEM ? Rank.OWNER : suspendedBy.get())
                        .isLessThanOrEqualTo(rank);
            }
            assertThat(state == move.to() || state.next().contains(move.to())).isTrue();
            state = move.to();
            suspendedBy = state == TaskState.SUSPENDED ? Optional.of(rank) : Optional.empty();
        }
    }
}
