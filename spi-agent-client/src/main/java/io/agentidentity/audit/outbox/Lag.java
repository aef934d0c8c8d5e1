package io.agentidentity.audit.outbox;

import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Optional;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * How far an enabled sink is behind the chain of its realm.
 *
 * @param realm name of the realm
 * @param records sealed records that it has not taken yet
 */
public record Lag(String realm, String sink, long records) {

    /** Of all realms. */
    public static List<Lag> of(KeycloakSession session) {
        EntityManager em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        return em
                .createQuery(
                        "select s.realmId, s.name, c.sequence - s.sequence from AgentAuditSinkEntity s"
                                + " join AgentAuditChainEntity c on c.realmId = s.realmId where s.enabled = true",
                        Object[].class)
                .getResultList()
                .stream()
                .flatMap(row -> Optional.ofNullable(session.realms().getRealm((String) row[0]))
                        .map(realm -> new Lag(realm.getName(), (String) row[1], Math.max(0, (Long) row[2])))
                        .stream())
                .toList();
    }
}
