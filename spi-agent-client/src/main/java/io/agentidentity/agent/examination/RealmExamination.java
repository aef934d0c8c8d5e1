package io.agentidentity.agent.examination;

import io.agentidentity.agent.declared.DeclaredStore;
import io.agentidentity.agent.findings.FindingStore;
import io.agentidentity.agent.lifecycle.AgentTasks;
import io.agentidentity.agent.posture.Found;
import io.agentidentity.agent.posture.RealmFinding;
import io.agentidentity.agent.store.RealmStore;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Gathers what is wrong in a realm and keeps it. */
public final class RealmExamination {

    private static final Set<String> CLAIMS = Set.of("act", "may_act");
    private static final int MOST = 100;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Instant now;

    public RealmExamination(KeycloakSession session, RealmModel realm, Instant now) {
        this.session = session;
        this.realm = realm;
        this.now = now;
    }

    /**
     * Examines the realm now. Of what there is very much of not everything is kept.
     *
     * @return how often each finding holds, by code
     */
    public Map<String, Long> examine() {
        List<Found> found = new ArrayList<>();
        new RealmStore(session)
                .of(realm.getId())
                .stop()
                .ifPresent(stop -> found.add(RealmFinding.EMERGENCY_STOP.found("since " + stop.at())));
        new DeclaredStore(session)
                .list(realm.getId(), null, 0, MOST)
                .forEach(declared -> found.add(RealmFinding.DECLARED_ONLY.found("client " + declared.clientId())));
        AgentTasks.of(session).ruleErrors(realm).forEach(error -> found.add(RealmFinding.RULE_ERROR.found(error)));
        List<String> mappers = mappers();
        mappers.stream().limit(MOST).forEach(place -> found.add(RealmFinding.CLAIM_MAPPER.found(place)));
        new FindingStore(session).put(realm.getId(), Optional.empty(), found, now);
        return Map.of(
                RealmFinding.DECLARED_ONLY.code(),
                new DeclaredStore(session).count(realm.getId(), null),
                RealmFinding.CLAIM_MAPPER.code(),
                (long) mappers.size());
    }

    /**
     * Where a mapper writes one of our claims into other tokens. Asked of the database by the name of the setting and sifted
     * here, because its value is a large object that not every database compares.
     */
    private List<String> mappers() {
        EntityManager em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        List<String> places = new ArrayList<>();
        for (Object[] row : em.createQuery(
                        "select m.name, c.clientId, value(s) from ProtocolMapperEntity m join m.client c join m.config s"
                                + " where key(s) = 'claim.name' and c.realmId = :realm",
                        Object[].class)
                .setParameter("realm", realm.getId())
                .getResultList()) {
            add(places, row, "client ");
        }
        for (Object[] row : em.createQuery(
                        "select m.name, c.name, value(s) from ProtocolMapperEntity m join m.clientScope c join m.config s"
                                + " where key(s) = 'claim.name' and c.realmId = :realm",
                        Object[].class)
                .setParameter("realm", realm.getId())
                .getResultList()) {
            add(places, row, "client scope ");
        }
        return places;
    }

    /** A name such as {@code act.sub} writes into {@code act} as well. */
    private static void add(List<String> places, Object[] row, String kind) {
        String claim = String.valueOf(row[2]);
        int dot = claim.indexOf('.');
        if (CLAIMS.contains(dot < 0 ? claim : claim.substring(0, dot))) {
            places.add(kind + row[1] + ", mapper " + row[0] + " writes " + claim);
        }
    }
}
