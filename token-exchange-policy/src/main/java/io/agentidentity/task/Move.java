package io.agentidentity.task;

import io.agentidentity.agent.Agent.Rank;
import java.util.Optional;

/** What somebody may do with a task that is there: who may, and in which state of the task. */
public enum Move {
    COMPLETE(TaskState.COMPLETED),
    REVOKE(TaskState.REVOKED),
    SUSPEND(TaskState.SUSPENDED),
    RESUME(TaskState.ACTIVE);

    private final TaskState to;

    Move(TaskState to) {
        this.to = to;
    }

    /** The state that the move leads to. */
    public TaskState to() {
        return to;
    }

    /** Whether the task is over after the move. */
    public boolean ends() {
        return to.isFinal();
    }

    /**
     * Whether somebody of a rank may make the move.
     *
     * @param suspendedBy who suspended the task, if it is suspended
     */
    public boolean allowedTo(Rank rank, Optional<Rank> suspendedBy) {
        return switch (this) {
            case COMPLETE -> rank == Rank.AGENT;
            case REVOKE, SUSPEND -> true;
            case RESUME ->
                rank != Rank.AGENT
                        && rank != Rank.SYSTEM
                        && suspendedBy
                                        .map(Move::resumedFrom)
                                        .orElse(Rank.PRINCIPAL)
                                        .compareTo(rank)
                                <= 0;
        };
    }

    /**
     * Whether the move is one of {@link TaskState#next()}. A task that waits to be begun is not resumed, and a suspended one is
     * suspended again only by somebody whose suspension takes a higher rank to lift.
     */
    public boolean legal(TaskState from, Optional<Rank> suspendedBy, Rank rank) {
        return switch (this) {
            case COMPLETE, REVOKE -> from.next().contains(to);
            case SUSPEND ->
                from.next().contains(to)
                        || (from == TaskState.SUSPENDED
                                && suspendedBy
                                        .filter(by -> resumedFrom(by).compareTo(resumedFrom(rank)) < 0)
                                        .isPresent());
            case RESUME -> from == TaskState.SUSPENDED;
        };
    }

    /** The lowest rank that lifts what somebody suspended; what the server suspended its owner lifts. */
    private static Rank resumedFrom(Rank suspendedBy) {
        return switch (suspendedBy) {
            case AGENT, PRINCIPAL -> Rank.PRINCIPAL;
            case OWNER, SYSTEM -> Rank.OWNER;
            case ADMIN -> Rank.ADMIN;
        };
    }
}
