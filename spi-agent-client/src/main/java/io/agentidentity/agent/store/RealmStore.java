package io.agentidentity.agent.store;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Risk;
import io.agentidentity.agent.settings.RealmState;
import io.agentidentity.agent.settings.RealmState.Stop;
import io.agentidentity.agent.settings.Settings;
import io.agentidentity.agent.settings.TaskRules;
import io.agentidentity.json.StrictJson;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** The settings and the emergency stop of each realm; read from the database once in a session, never from a cache. */
public final class RealmStore {

    /** Most characters that settings may have as JSON. */
    public static final int MAX_SETTINGS = AgentRealmEntity.MAX_SETTINGS;

    /** Notes in the session that a realm has no row; what is not there is asked for at the database each time. */
    private static final String NONE = RealmStore.class.getName() + ".none.";

    private final KeycloakSession session;
    private final EntityManager em;

    public RealmStore(KeycloakSession session) {
        this.session = session;
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    public RealmState of(String realmId) {
        if (session.getAttribute(NONE + realmId) != null) {
            return RealmState.DEFAULT;
        }
        AgentRealmEntity row = em.find(AgentRealmEntity.class, realmId);
        if (row == null) {
            absent(realmId);
            return RealmState.DEFAULT;
        }
        return row.toState();
    }

    /** As it stands at this moment, whatever this session read before. */
    public RealmState anew(String realmId) {
        AgentRealmEntity row = em.find(AgentRealmEntity.class, realmId);
        if (row != null) {
            em.refresh(row);
        }
        session.removeAttribute(NONE + realmId);
        return of(realmId);
    }

    /** Notes for this session that a realm was looked for and has no row. */
    public void absent(String realmId) {
        session.setAttribute(NONE + realmId, true);
    }

    /** The same, locked until the transaction ends. */
    public RealmState lock(String realmId) {
        return locked(realmId).toState();
    }

    /** What holds for the tasks of an agent. */
    public TaskRules rules(Agent agent) {
        return TaskRules.of(agent, of(agent.realmId()).settings());
    }

    /** What is left at this moment of a risk that was set for an agent of a realm. */
    UnaryOperator<Risk> risk(String realmId) {
        return set -> set.level() == Risk.Level.LOW && set.passing().isEmpty()
                ? set
                : set.at(
                        Instant.ofEpochMilli(Time.currentTimeMillis()),
                        of(realmId).settings().risk().decay());
    }

    public RealmState put(String realmId, Settings settings) {
        AgentRealmEntity row = locked(realmId);
        row.settings = StrictJson.write(settings.write());
        em.flush();
        return row.toState();
    }

    public RealmState stop(String realmId, Stop stop) {
        AgentRealmEntity row = locked(realmId);
        row.stoppedAt = stop.at().toEpochMilli();
        row.stoppedBy = stop.by();
        row.stopReason = stop.reason();
        em.flush();
        return row.toState();
    }

    /** Puts another set of rules in force, by its id. */
    public void policy(String realmId, String policyId) {
        locked(realmId).policyId = policyId;
        em.flush();
    }

    /** Lifts the stop; what was issued until now stays dead. */
    public RealmState release(String realmId, Instant now) {
        AgentRealmEntity row = locked(realmId);
        row.stoppedAt = null;
        row.stoppedBy = null;
        row.stopReason = null;
        row.notBefore = now.toEpochMilli();
        em.flush();
        return row.toState();
    }

    /** The realms that have any agent. */
    public List<String> realmsWithAgents() {
        return em.createQuery("select distinct a.realmId from AgentEntity a", String.class)
                .getResultList();
    }

    public void deleteRealm(String realmId) {
        em.createQuery("delete from AgentRealmEntity r where r.realmId = :realm")
                .setParameter("realm", realmId)
                .executeUpdate();
    }

    private AgentRealmEntity locked(String realmId) {
        AgentRealmEntity row = em.find(AgentRealmEntity.class, realmId);
        if (row == null) {
            row = new AgentRealmEntity();
            row.realmId = realmId;
            row.settings = StrictJson.write(Settings.DEFAULT.write());
            em.persist(row);
            em.flush();
            session.removeAttribute(NONE + realmId);
        } else {
            em.refresh(row, LockModeType.PESSIMISTIC_WRITE);
        }
        return row;
    }
}
