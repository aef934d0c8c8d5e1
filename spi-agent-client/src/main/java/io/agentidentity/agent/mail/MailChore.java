package io.agentidentity.agent.mail;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.OwnerState;
import io.agentidentity.agent.chore.AgentChore;
import io.agentidentity.agent.owner.Owners;
import io.agentidentity.agent.settings.Settings;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.audit.ActorKind;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditRecord;
import io.agentidentity.audit.AuditType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.email.EmailException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** Sends what is due, each mail in a transaction of its own, and tries again later what did not go through. */
final class MailChore extends AgentChore {

    private static final Logger LOG = Logger.getLogger(MailChore.class);
    private static final int BATCH = 50;
    private static final int MOST_ATTEMPTS = 12;
    private static final Duration LONGEST_WAIT = Duration.ofHours(6);

    @Override
    public void run(KeycloakSessionFactory factory, Instant now) {
        List<String> due = KeycloakModelUtils.runJobInTransactionWithResult(factory, session -> {
            MailOutbox outbox = new MailOutbox(session);
            outbox.forgetOld(now);
            return outbox.due(now, BATCH);
        });
        for (String id : due) {
            if (!goOn()) {
                return;
            }
            try {
                KeycloakModelUtils.runJobInTransaction(factory, session -> send(session, id, now));
            } catch (RuntimeException e) {
                // One mail that cannot be made must not hold up all others behind it.
                if (tryLater(factory, id, now)) {
                    LOG.errorf(e, "a mail could not be sent and is tried again");
                }
            }
        }
    }

    /** Whether the mail is still there; with an agent that is deleted meanwhile go its mails. */
    private static boolean tryLater(KeycloakSessionFactory factory, String id, Instant now) {
        return KeycloakModelUtils.runJobInTransactionWithResult(factory, session -> {
            AgentMailEntity mail = new MailOutbox(session).find(id);
            later(mail, now);
            return mail != null;
        });
    }

    private static void send(KeycloakSession session, String id, Instant now) {
        AgentMailEntity mail = new MailOutbox(session).find(id);
        if (mail == null) {
            return;
        }
        RealmModel realm = session.realms().getRealm(mail.realmId);
        if (realm == null) {
            mail.sentAt = now.toEpochMilli();
            return;
        }
        session.getContext().setRealm(realm);
        Optional<Agent> agent = new AgentStore(session).find(realm.getId(), mail.agentId);
        try {
            if (agent.isEmpty() || new Owners(session, realm).state(mail.userId, Settings.DEFAULT) == OwnerState.OUT) {
                mail.sentAt = now.toEpochMilli();
                return;
            }
        } catch (Owners.DirectoryAway e) {
            later(mail, now);
            return;
        }
        UserModel person = session.users().getUserById(realm, mail.userId);
        try {
            if (person.getEmail() == null || realm.getSmtpConfig().isEmpty()) {
                throw new EmailException("the realm has no mail server, or the person no address", null);
            }
            new Notice(session, realm).send(mail.kind, agent.get(), person);
            mail.sentAt = now.toEpochMilli();
            record(session, realm, mail, agent.get(), AuditType.MAIL_SENT);
        } catch (EmailException e) {
            LOG.debugf("mail %s: %s", mail.kind, e.getMessage());
            later(mail, now);
            if (mail.sentAt != null) {
                record(session, realm, mail, agent.get(), AuditType.MAIL_FAILED);
            }
        }
    }

    private static void later(AgentMailEntity mail, Instant now) {
        if (mail == null) {
            return;
        }
        mail.attempts++;
        Duration wait = Duration.ofSeconds(15L << Math.min(mail.attempts, 20));
        mail.nextAt =
                now.plus(wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT).toEpochMilli();
        if (mail.attempts >= MOST_ATTEMPTS) {
            mail.sentAt = now.toEpochMilli();
        }
    }

    private static void record(
            KeycloakSession session, RealmModel realm, AgentMailEntity mail, Agent agent, AuditType type) {
        AuditRecord record = AuditRecord.of(type, ActorKind.SYSTEM)
                .agent(agent)
                .action(mail.kind.name(), null)
                .recipient(mail.userId);
        new AuditLog(session).append(realm, type == AuditType.MAIL_FAILED ? record.refused("mail_failed") : record);
    }
}
