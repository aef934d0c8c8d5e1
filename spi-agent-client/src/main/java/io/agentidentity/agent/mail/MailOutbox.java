package io.agentidentity.agent.mail;

import io.agentidentity.agent.Agent;
import jakarta.persistence.EntityManager;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/** Mails to send. They are written with the act they tell of and sent later, so that a slow mail server holds nothing up. */
public final class MailOutbox {

    private static final Duration KEPT = Duration.ofDays(30);

    private final EntityManager em;

    public MailOutbox(KeycloakSession session) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    /** Tells people what happened to an agent just now. */
    public void add(Agent agent, Collection<UserModel> people, MailKind kind, Instant now) {
        add(agent, people, kind, now, now);
    }

    /**
     * Tells people something about an agent, each once for an occasion.
     *
     * @param occasion the instant that the mail is about, such as a due date
     */
    public void add(Agent agent, Collection<UserModel> people, MailKind kind, Instant occasion, Instant now) {
        for (UserModel person : people) {
            String key = UUID.nameUUIDFromBytes(
                            String.join("\n", agent.realmId(), person.getId()).getBytes(StandardCharsets.UTF_8))
                    + ":" + kind + ":" + agent.id() + ":" + occasion.toEpochMilli();
            if (known(key)) {
                continue;
            }
            AgentMailEntity row = new AgentMailEntity();
            row.id = UUID.randomUUID().toString();
            row.realmId = agent.realmId();
            row.userId = person.getId();
            row.agentId = agent.id();
            row.kind = kind;
            row.occasion = key;
            row.createdAt = now.toEpochMilli();
            row.nextAt = now.toEpochMilli();
            em.persist(row);
        }
        em.flush();
    }

    private boolean known(String occasion) {
        return !em.createQuery("select m.id from AgentMailEntity m where m.occasion = :occasion", String.class)
                .setParameter("occasion", occasion)
                .getResultList()
                .isEmpty();
    }

    /** The ids of mails that are due. */
    List<String> due(Instant now, int max) {
        return em.createQuery(
                        "select m.id from AgentMailEntity m where m.sentAt is null and m.nextAt <= :now order by m.nextAt",
                        String.class)
                .setParameter("now", now.toEpochMilli())
                .setMaxResults(max)
                .getResultList();
    }

    AgentMailEntity find(String id) {
        return em.find(AgentMailEntity.class, id);
    }

    /** Forgets mails that were sent, or given up, long ago. */
    void forgetOld(Instant now) {
        em.createQuery("delete from AgentMailEntity m where m.sentAt is not null and m.sentAt < :before")
                .setParameter("before", now.minus(KEPT).toEpochMilli())
                .executeUpdate();
    }

    /** Forgets what was to be told of an agent that is no more. */
    public void delete(String agentId) {
        em.createQuery("delete from AgentMailEntity m where m.agentId = :agent")
                .setParameter("agent", agentId)
                .executeUpdate();
    }

    public void deleteRealm(String realmId) {
        em.createQuery("delete from AgentMailEntity m where m.realmId = :realm")
                .setParameter("realm", realmId)
                .executeUpdate();
    }
}
