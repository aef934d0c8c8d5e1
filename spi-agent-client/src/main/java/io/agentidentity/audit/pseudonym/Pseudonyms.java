package io.agentidentity.audit.pseudonym;

import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Optional;
import org.keycloak.common.util.Base64Url;
import org.keycloak.common.util.SecretGenerator;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** The pseudonyms of a realm. They are random: nothing but their row leads to a person. */
public final class Pseudonyms {

    private static final String PREFIX = "psn_";
    private static final int BYTES = 16;

    private final EntityManager em;
    private final String realmId;

    public Pseudonyms(KeycloakSession session, String realmId) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realmId = realmId;
    }

    /** The pseudonym of a person, made if they have none. Whoever seals calls this, one at a time in a realm. */
    public String of(String userId) {
        return known(userId).orElseGet(() -> {
            AgentAuditPersonEntity row = new AgentAuditPersonEntity();
            row.pseudonym =
                    PREFIX + Base64Url.encode(SecretGenerator.getInstance().randomBytes(BYTES));
            row.realmId = realmId;
            row.userId = userId;
            em.persist(row);
            return row.pseudonym;
        });
    }

    /** The pseudonym of a person who has one. */
    public Optional<String> known(String userId) {
        return one(
                "select p.pseudonym from AgentAuditPersonEntity p where p.userId = :value and p.realmId = :realm",
                userId);
    }

    /** The id of the person whom a pseudonym means; empty if it is none, or forgotten. */
    public Optional<String> person(String pseudonym) {
        return one(
                "select p.userId from AgentAuditPersonEntity p where p.pseudonym = :value and p.realmId = :realm",
                pseudonym);
    }

    /** Forgets whom a pseudonym means. */
    public void forget(String pseudonym) {
        em.createQuery("delete from AgentAuditPersonEntity p where p.pseudonym = :pseudonym and p.realmId = :realm")
                .setParameter("pseudonym", pseudonym)
                .setParameter("realm", realmId)
                .executeUpdate();
    }

    private Optional<String> one(String query, String value) {
        List<String> found = em.createQuery(query, String.class)
                .setParameter("value", value)
                .setParameter("realm", realmId)
                .getResultList();
        return found.stream().findFirst();
    }
}
