package io.agentidentity.agent.realm;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.Rank;
import io.agentidentity.agent.AgentStatus;
import io.agentidentity.agent.Environment;
import io.agentidentity.agent.Suspension;
import io.agentidentity.agent.lifecycle.AgentConflict;
import io.agentidentity.agent.lifecycle.AgentLife;
import io.agentidentity.agent.lifecycle.AgentTasks;
import io.agentidentity.agent.lifecycle.AgentTasks.Ended;
import io.agentidentity.agent.lifecycle.AgentTasks.Ending;
import io.agentidentity.agent.lifecycle.Caller;
import io.agentidentity.agent.lifecycle.Orphans;
import io.agentidentity.agent.settings.RealmState;
import io.agentidentity.agent.settings.RealmState.Stop;
import io.agentidentity.agent.settings.Settings;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.agent.store.RealmStore;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditRecord;
import io.agentidentity.audit.AuditType;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.StrictJson;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** What administrators decide for all agents of a realm. */
public final class RealmService {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Caller caller;
    private final RealmStore store;
    private final Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());

    public RealmService(KeycloakSession session, RealmModel realm, Caller caller) {
        this.session = session;
        this.realm = realm;
        this.caller = caller;
        this.store = new RealmStore(session);
    }

    /**
     * Replaces the realm's settings.
     *
     * @param version the version that the caller read, if it said so
     * @throws AgentConflict if that is no longer the current one
     */
    public RealmState put(Settings settings, Optional<Integer> version) {
        RealmState before = store.lock(realm.getId());
        if (version.isPresent() && version.get() != before.version()) {
            throw new AgentConflict("the settings were changed meanwhile; they are at version " + before.version());
        }
        settings.ownerGroup().ifPresent(path -> {
            if (KeycloakModelUtils.findGroupByPath(session, realm, path) == null) {
                throw new InvalidInput("ownerGroup: the realm has no group " + path);
            }
        });
        String written = StrictJson.write(settings.write());
        if (written.length() > RealmStore.MAX_SETTINGS) {
            throw new InvalidInput("the settings have more than " + RealmStore.MAX_SETTINGS + " characters");
        }
        RealmState after = store.put(realm.getId(), settings);
        for (Environment environment : Environment.values()) {
            if (!settings.reviewEvery(environment).equals(before.settings().reviewEvery(environment))) {
                new AgentStore(session)
                        .reviewSooner(
                                realm.getId(),
                                environment,
                                settings.reviewEvery(environment),
                                settings.earliestReview(now));
            }
        }
        if (!settings.ownerGroup().equals(before.settings().ownerGroup())) {
            new Orphans(session, realm).ownersChanged(settings);
        }
        record(caller.record(AuditType.SETTINGS_CHANGED)
                .change("settings", StrictJson.write(before.settings().write()), written));
        return after;
    }

    /** Stops every agent of the realm: from now on none gets or uses anything, and all tasks end. */
    public Stopped stop(String reason) {
        RealmState before = store.lock(realm.getId());
        if (before.stop().isPresent()) {
            return new Stopped(before, endAll());
        }
        RealmState after = store.stop(realm.getId(), new Stop(now, caller.userId(), reason));
        Ended ended = endAll();
        new AuditLog(session)
                .appendAfterCommit(
                        realm, caller.record(AuditType.EMERGENCY_STOP).reason(reason));
        return new Stopped(after, ended);
    }

    /** Lifts the stop. Nothing that was issued before lives again. */
    public RealmState release() {
        RealmState before = store.lock(realm.getId());
        if (before.stop().isEmpty()) {
            return before;
        }
        RealmState after = store.release(realm.getId(), now);
        // A request that was under way when the stop was pulled may have opened a task since.
        endAll();
        record(caller.record(AuditType.EMERGENCY_STOP_LIFTED));
        return after;
    }

    /** Suspends every agent of an owner and ends all their tasks. */
    public List<AgentLife.Moved> kill(String ownerId, String reason) {
        AgentLife life = new AgentLife(session, realm, caller);
        AgentStore agents = new AgentStore(session);
        List<String> ids =
                agents.ofOwner(realm.getId(), ownerId).stream().map(Agent::id).toList();
        List<Agent> locked = agents.lock(realm.getId(), ids).stream()
                .filter(agent -> agent.status() != AgentStatus.RETIRED)
                .filter(agent -> agent.ownerId().equals(ownerId))
                .sorted(Comparator.comparing(Agent::clientId))
                .toList();
        tasks().hold(realm, locked, Optional.empty());
        return locked.stream()
                .map(agent -> life.kill(agent, Suspension.Cause.ADMIN, reason))
                .toList();
    }

    private Ended endAll() {
        return tasks().endAllOf(realm, new Ending(Rank.ADMIN, caller, "emergency stop"));
    }

    private void record(AuditRecord record) {
        new AuditLog(session).append(realm, record);
    }

    private AgentTasks tasks() {
        return AgentTasks.of(session);
    }

    /** The realm after an emergency stop, and what ended with it. */
    public record Stopped(RealmState state, Ended ended) {}
}
