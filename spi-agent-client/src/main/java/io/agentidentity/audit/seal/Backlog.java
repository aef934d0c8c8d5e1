package io.agentidentity.audit.seal;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * What waits for its seal in a realm.
 *
 * @param realm name of the realm
 * @param oldest when the oldest of the records was written
 */
public record Backlog(String realm, long records, Instant oldest) {

    /** Of the realms that have a chain or a record, those too in which nothing waits. */
    public static List<Backlog> of(KeycloakSession session) {
        EntityManager em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        return em
                .createQuery(
                        "select r.realmId, count(u), min(u.time) from AgentAuditChainEntity r"
                                + " left join AgentAuditUnsealedEntity u on u.realmId = r.realmId group by r.realmId",
                        Object[].class)
                .getResultList()
                .stream()
                .flatMap(row ->
                        Optional.ofNullable(session.realms().getRealm((String) row[0]))
                                .map(realm -> of(realm, row))
                                .stream())
                .toList();
    }

    private static Backlog of(RealmModel realm, Object[] row) {
        return new Backlog(
                realm.getName(),
                (Long) row[1],
                row[2] == null ? Instant.ofEpochMilli(Time.currentTimeMillis()) : Instant.ofEpochMilli((Long) row[2]));
    }
}
