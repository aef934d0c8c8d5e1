package io.agentidentity.agent.settings;

import java.time.Instant;
import java.util.Optional;

/**
 * What holds for all agents of a realm at this moment.
 *
 * @param stop present while the realm's emergency stop is on
 * @param notBefore nothing that was issued before this instant is ever good again
 * @param policy id of the set of rules that is in force, if there ever was one
 * @param version raised with each change, for optimistic locking
 */
public record RealmState(
        Settings settings, Optional<Stop> stop, Instant notBefore, Optional<String> policy, int version) {

    /** A realm in which nothing was ever decided. */
    public static final RealmState DEFAULT =
            new RealmState(Settings.DEFAULT, Optional.empty(), Instant.EPOCH, Optional.empty(), 0);

    /**
     * An emergency stop.
     *
     * @param by user id of whoever pulled it
     */
    public record Stop(Instant at, String by, String reason) {}
}
