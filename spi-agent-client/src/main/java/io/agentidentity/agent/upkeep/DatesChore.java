package io.agentidentity.agent.upkeep;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.AgentStatus;
import io.agentidentity.agent.Suspension.Cause;
import io.agentidentity.agent.chore.AgentChore;
import io.agentidentity.agent.lifecycle.AgentCredentials;
import io.agentidentity.agent.lifecycle.AgentLife;
import io.agentidentity.agent.lifecycle.Caller;
import io.agentidentity.agent.mail.MailKind;
import io.agentidentity.agent.mail.MailOutbox;
import io.agentidentity.agent.owner.Sponsors;
import io.agentidentity.agent.settings.Settings;
import io.agentidentity.agent.settings.Settings.Period;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.agent.store.AgentStore.Dated;
import io.agentidentity.agent.store.RealmStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** Reviews, expiry, ends of keys and debts, ends of suspensions: reminds before, and does what follows after. */
final class DatesChore extends AgentChore {

    private static final int BATCH = 200;

    @Override
    public void run(KeycloakSessionFactory factory, Instant now) {
        List<String> realms = KeycloakModelUtils.runJobInTransactionWithResult(
                factory, session -> new RealmStore(session).realmsWithAgents());
        for (String realmId : realms) {
            KeycloakModelUtils.runJobInTransaction(factory, session -> {
                RealmModel realm = session.realms().getRealm(realmId);
                if (realm != null) {
                    session.getContext().setRealm(realm);
                    new Dates(session, realm, now).look();
                }
            });
        }
    }

    private static final class Dates {

        private final KeycloakSession session;
        private final RealmModel realm;
        private final Instant now;
        private final Settings settings;
        private final AgentStore agents;
        private final MailOutbox mails;

        private Dates(KeycloakSession session, RealmModel realm, Instant now) {
            this.session = session;
            this.realm = realm;
            this.now = now;
            this.settings = new RealmStore(session).of(realm.getId()).settings();
            this.agents = new AgentStore(session);
            this.mails = new MailOutbox(session);
        }

        private void look() {
            Instant soon = now.plus(settings.period(Period.REMINDER));
            Instant graceOver = now.minus(settings.period(Period.GRACE));
            agents.suspensionOver(realm.getId(), now, BATCH).forEach(agent -> life().activate(agent, false));
            each(Dated.REVIEW_DUE, now, soon, agent -> mail(agent, owner(agent), MailKind.REVIEW_DUE, due(agent)));
            each(
                    Dated.REVIEW_DUE,
                    graceOver,
                    now,
                    agent -> mail(agent, ownerAndSponsors(agent), MailKind.REVIEW_OVERDUE, due(agent)));
            each(
                    Dated.REVIEW_DUE,
                    Instant.EPOCH,
                    graceOver,
                    agent -> suspend(agent, Cause.REVIEW, "the review is overdue", due(agent)));
            each(
                    Dated.EXPIRY,
                    now,
                    soon,
                    agent -> mail(
                            agent,
                            owner(agent),
                            MailKind.EXPIRING,
                            agent.expiresAt().orElseThrow()));
            each(
                    Dated.CREDENTIAL_END,
                    now,
                    soon,
                    agent -> mail(
                            agent,
                            owner(agent),
                            MailKind.EXPIRING,
                            agent.credential().endsAt().orElseThrow()));
            each(Dated.CREDENTIAL_END, Instant.EPOCH, now, this::ended);
        }

        private void each(Dated date, Instant after, Instant upTo, Consumer<Agent> step) {
            int first = 0;
            List<Agent> page;
            do {
                page = agents.dated(realm.getId(), date, after, upTo, first, BATCH);
                page.forEach(step);
                first += BATCH;
            } while (page.size() == BATCH);
        }

        private void mail(Agent agent, List<UserModel> people, MailKind kind, Instant occasion) {
            mails.add(agent, people, kind, occasion, now);
        }

        private void ended(Agent agent) {
            if (agent.credential().type().accepted()) {
                new AgentCredentials(session, realm, Caller.system(), now).prune(agent);
            } else {
                suspend(
                        agent,
                        Cause.DEBT,
                        "the debt is overdue",
                        agent.credential().endsAt().orElseThrow());
            }
        }

        private void suspend(Agent agent, Cause cause, String reason, Instant occasion) {
            if (agent.status() == AgentStatus.ACTIVE) {
                life().suspend(agent, cause, reason, Optional.empty());
                mail(agent, ownerAndSponsors(agent), MailKind.SUSPENDED, occasion);
            }
        }

        private AgentLife life() {
            return new AgentLife(session, realm, Caller.system());
        }

        private static Instant due(Agent agent) {
            return agent.review().dueAt().orElseThrow();
        }

        private List<UserModel> owner(Agent agent) {
            UserModel owner = session.users().getUserById(realm, agent.ownerId());
            return owner == null || !owner.isEnabled() ? List.of() : List.of(owner);
        }

        private List<UserModel> ownerAndSponsors(Agent agent) {
            List<UserModel> people = new ArrayList<>(owner(agent));
            new Sponsors(session, realm)
                    .people(agent.id()).stream()
                            .filter(sponsor -> !sponsor.getId().equals(agent.ownerId()))
                            .forEach(people::add);
            return people;
        }
    }
}
