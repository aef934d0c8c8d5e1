package io.agentidentity.agent.upkeep;

import io.agentidentity.agent.Agent.OwnerState;
import io.agentidentity.agent.chore.AgentChore;
import io.agentidentity.agent.lifecycle.Orphans;
import io.agentidentity.agent.owner.Owners;
import io.agentidentity.agent.settings.Settings;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.agent.store.RealmStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;

/**
 * Finds owners who are out although no event of Keycloak's said so: disabled in a directory, put out of a group. A directory
 * that does not answer freezes nobody's agents. A run stops after a while, and the next one, on whichever node, goes on from there.
 */
final class OwnersChore extends AgentChore {

    private static final String FOUND = "found to be out";
    private static final Duration LONGEST_ROUND = Duration.ofSeconds(40);
    private static final int BATCH = 100;

    @Override
    public void run(KeycloakSessionFactory factory, Instant now) {
        long end = now.plus(LONGEST_ROUND).toEpochMilli();
        Place begin = Place.parse(progress());
        List<String> realms = attempt(
                        factory, "the realms with agents", session -> new RealmStore(session).realmsWithAgents())
                .orElse(List.of());
        for (String realmId : new TreeSet<>(realms).tailSet(begin.realmId())) {
            String after = realmId.equals(begin.realmId()) ? begin.owner() : "";
            while (after != null) {
                if (Time.currentTimeMillis() >= end || !goOn()) {
                    progress(new Place(realmId, after).text());
                    return;
                }
                after = follow(factory, realmId, after);
            }
        }
        progress("");
    }

    /** Follows the owners after an id; answers the last of them if there are more. */
    private String follow(KeycloakSessionFactory factory, String realmId, String after) {
        Optional<Batch> batch = attempt(
                factory, "owners of realm " + realmId, realmId, (session, realm) -> look(session, realm, after));
        if (batch.isEmpty()) {
            return null;
        }
        batch.get().out().forEach(owner -> change(factory, realmId, owner, orphans -> orphans.ownerOut(owner, FOUND)));
        batch.get().back().forEach(owner -> change(factory, realmId, owner, orphans -> orphans.ownerBack(owner)));
        return batch.get().next();
    }

    /**
     * Each owner in a transaction of their own: looking at the next one may make Keycloak remove a person in a transaction beside
     * this one, which would wait for rows that this one has locked.
     */
    private void change(KeycloakSessionFactory factory, String realmId, String owner, Consumer<Orphans> step) {
        attempt(factory, "the agents of owner " + owner + " of realm " + realmId, realmId, (session, realm) -> {
            step.accept(new Orphans(session, realm));
            return true;
        });
    }

    /** Looks at the owners after an id, and changes nothing. */
    private Batch look(KeycloakSession session, RealmModel realm, String after) {
        AgentStore agents = new AgentStore(session);
        Settings settings = new RealmStore(session).of(realm.getId()).settings();
        List<String> owners = agents.owners(realm.getId(), after, BATCH);
        Set<String> frozen = agents.ownersOfOrphans(realm.getId(), owners);
        List<String> out = new ArrayList<>();
        List<String> back = new ArrayList<>();
        for (String owner : owners) {
            attempt(
                            "owner " + owner + " of realm " + realm.getName(),
                            () -> new Owners(session, realm).state(owner, settings))
                    .ifPresent(state -> {
                        if (state == OwnerState.OUT) {
                            out.add(owner);
                        } else if (frozen.contains(owner)) {
                            back.add(owner);
                        }
                    });
        }
        return new Batch(out, back, owners.size() < BATCH ? null : owners.get(owners.size() - 1));
    }

    /**
     * Owners to follow.
     *
     * @param next the owner after whom the next batch begins, or {@code null} after the last
     */
    private record Batch(List<String> out, List<String> back, String next) {}

    /** Where a run stopped: a realm, and the last owner in it who was looked at. */
    private record Place(String realmId, String owner) {

        static Place parse(String text) {
            int space = text.indexOf(' ');
            return space < 0 ? new Place("", "") : new Place(text.substring(0, space), text.substring(space + 1));
        }

        String text() {
            return realmId + " " + owner;
        }
    }
}
