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
import io.agentidentity.agent.owner.Owners;
import io.agentidentity.agent.owner.Sponsors;
import io.agentidentity.agent.risk.AgentRisks;
import io.agentidentity.agent.settings.Settings;
import io.agentidentity.agent.settings.Settings.Period;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.agent.store.AgentStore.Dated;
import io.agentidentity.agent.store.RealmStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Reviews, expiry, ends of keys and debts, ends of suspensions, risks that wore off: reminds before, and does what follows after. */
final class DatesChore extends AgentChore {

    private static final int BATCH = 200;

    @Override
    public void run(KeycloakSessionFactory factory, Instant now) {
        List<String> realms = attempt(
                        factory, "the realms with agents", session -> new RealmStore(session).realmsWithAgents())
                .orElse(List.of());
        for (String realmId : realms) {
            for (Step step : Step.values()) {
                List<String> due = attempt(
                                factory,
                                step + " of realm " + realmId,
                                realmId,
                                (session, realm) -> new Dates(session, realm, now).due(step))
                        .orElse(List.of());
                each(
                        factory,
                        step + " of agent",
                        realmId,
                        due,
                        step.changes ? 1 : BATCH,
                        (session, realm, id) -> new Dates(session, realm, now).look(step, id),
                        id -> {});
            }
        }
    }

    /** What a date brings about, in the order in which it is done. */
    private enum Step {
        SUSPENSION_OVER(true),
        EXPIRED(true),
        RISK_WORN(true),
        REVIEW_SOON(false),
        REVIEW_OVERDUE(false),
        REVIEW_MISSED(true),
        EXPIRY_SOON(false),
        CREDENTIAL_SOON(false),
        CREDENTIAL_ENDED(true);

        /** Whether it locks the agent and may end its tasks; then no transaction has two agents, which others lock in another order. */
        private final boolean changes;

        Step(boolean changes) {
            this.changes = changes;
        }

        private boolean concerns(AgentStatus status) {
            return switch (this) {
                case SUSPENSION_OVER -> status == AgentStatus.SUSPENDED;
                case EXPIRED, RISK_WORN -> status != AgentStatus.RETIRED;
                default -> status == AgentStatus.ACTIVE;
            };
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

        private List<String> due(Step step) {
            Instant soon = now.plus(settings.period(Period.REMINDER));
            Instant graceOver = now.minus(settings.period(Period.GRACE));
            return switch (step) {
                case SUSPENSION_OVER ->
                    agents.suspensionOver(realm.getId(), now, BATCH).stream()
                            .map(Agent::id)
                            .toList();
                case EXPIRED -> agents.newlyExpired(realm.getId(), now, BATCH);
                case RISK_WORN ->
                    agents.wornRisks(realm.getId(), now, settings.risk().decay(), BATCH);
                case REVIEW_SOON -> dated(Dated.REVIEW_DUE, now, soon);
                case REVIEW_OVERDUE -> dated(Dated.REVIEW_DUE, graceOver, now);
                case REVIEW_MISSED -> dated(Dated.REVIEW_DUE, Instant.EPOCH, graceOver);
                case EXPIRY_SOON -> dated(Dated.EXPIRY, now, soon);
                case CREDENTIAL_SOON -> dated(Dated.CREDENTIAL_END, now, soon);
                case CREDENTIAL_ENDED -> dated(Dated.CREDENTIAL_END, Instant.EPOCH, now);
            };
        }

        private List<String> dated(Dated date, Instant after, Instant upTo) {
            List<String> ids = new ArrayList<>();
            List<Agent> page;
            do {
                page = agents.dated(realm.getId(), date, after, upTo, ids.size(), BATCH);
                page.forEach(agent -> ids.add(agent.id()));
            } while (page.size() == BATCH);
            return ids;
        }

        /** The agent is read anew, because somebody may have done meanwhile what was due. */
        private void look(Step step, String id) {
            agents.find(realm.getId(), id)
                    .filter(agent -> step.concerns(agent.status()))
                    .ifPresent(agent -> look(step, agent));
        }

        private void look(Step step, Agent agent) {
            switch (step) {
                case SUSPENSION_OVER -> life().suspensionOver(agent);
                case EXPIRED -> life().expired(agent);
                case RISK_WORN -> new AgentRisks(session, realm, Caller.system()).settle(agent);
                case REVIEW_SOON -> mail(agent, owner(agent), MailKind.REVIEW_DUE, due(agent));
                case REVIEW_OVERDUE -> mail(agent, ownerAndSponsors(agent), MailKind.REVIEW_OVERDUE, due(agent));
                case REVIEW_MISSED -> missed(agent);
                case EXPIRY_SOON -> agent.expiresAt().ifPresent(end -> expiring(agent, end));
                case CREDENTIAL_SOON -> agent.credential().endsAt().ifPresent(end -> expiring(agent, end));
                case CREDENTIAL_ENDED -> ended(agent);
            }
        }

        private void missed(Agent agent) {
            if (agent.review().overdueAt(now.minus(settings.period(Period.GRACE)))) {
                suspend(agent, Cause.REVIEW, "the review is overdue", due(agent));
            }
        }

        private void expiring(Agent agent, Instant end) {
            mail(agent, owner(agent), MailKind.EXPIRING, end);
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
                // Before rows are locked: a look into a directory may remove the person in a transaction beside this
                // one.
                List<UserModel> people = ownerAndSponsors(agent);
                life().suspend(agent, cause, reason, Optional.empty());
                mail(agent, people, MailKind.SUSPENDED, occasion);
            }
        }

        private AgentLife life() {
            return new AgentLife(session, realm, Caller.system());
        }

        private static Instant due(Agent agent) {
            return agent.review().dueAt().orElseThrow();
        }

        private List<UserModel> owner(Agent agent) {
            return new Owners(session, realm).toTell(agent.ownerId()).stream().toList();
        }

        private List<UserModel> ownerAndSponsors(Agent agent) {
            return new Sponsors(session, realm).withOwner(agent);
        }
    }
}
