package io.agentidentity.granting;

import io.agentidentity.agent.events.AgentEvents;
import io.agentidentity.audit.ActorKind;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditRecord;
import io.agentidentity.audit.AuditRecord.ActLink;
import io.agentidentity.audit.AuditType;
import io.agentidentity.audit.Repeats;
import io.agentidentity.drift.DriftSignal;
import io.agentidentity.granting.Subject.Source;
import io.agentidentity.refusal.Reason;
import io.agentidentity.refusal.Refusal;
import io.agentidentity.task.Task.Ground;
import io.agentidentity.task.lifecycle.DriftWatch;
import io.agentidentity.token.TokenAnswers;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Answers for an exchange that fails: nothing of it stays but its record, which is written before the answer goes out. */
public final class Refusals {

    private static final Logger LOG = Logger.getLogger(Refusals.class);

    /** How many records in a minute one agent can bring about by asking too often. */
    private static final int MOST_OF_TOO_OFTEN = 10;

    private static final Repeats REPEATS = new Repeats(MOST_OF_TOO_OFTEN, Clock.systemUTC());

    private final KeycloakSession session;
    private final RealmModel realm;
    private final ClientModel client;
    private final EventBuilder event;
    private final String action;

    /** @param action what the record calls the request */
    public Refusals(KeycloakSession session, EventBuilder event, String action) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.client = session.getContext().getClient();
        this.event = event;
        this.action = action;
    }

    /** The answer to a request, or to its refusal. */
    public Response answering(Function<Attempt, Response> request) {
        Attempt attempt = new Attempt();
        try {
            return request.apply(attempt);
        } catch (Refusal refusal) {
            LOG.debugf("token refused: %s", refusal.truth().description());
            return refused(attempt, refusal);
        } catch (RuntimeException e) {
            LOG.error("token request failed", e);
            return refused(attempt, new Refusal(Reason.UNAVAILABLE, "try again later", e));
        }
    }

    private Response refused(Attempt attempt, Refusal refusal) {
        session.getTransactionManager().setRollbackOnly();
        Reason reason = refusal.reason();
        OptionalInt before = reason == Reason.RATE_LIMITED
                ? REPEATS.next(List.of(realm.getId(), client.getId()))
                : OptionalInt.of(0);
        if (before.isEmpty()) {
            // Whoever asks far too often must not make the server write.
            return TokenAnswers.refused(refusal);
        }
        try {
            AuditLog.appendDespiteRollback(
                    session, realm, record(attempt, refusal).repeated(before.getAsInt()));
        } catch (RuntimeException e) {
            LOG.error("a refusal could not be recorded", e);
            return TokenAnswers.refused(Reason.UNAVAILABLE, Reason.UNAVAILABLE.code() + ": try again later");
        }
        drift(reason)
                .ifPresent(signal ->
                        attempt.task().ifPresent(task -> DriftWatch.sawDespiteRollback(session, realm, signal, task)));
        attempt.subject().ifPresent(subject -> event.user(subject.user()));
        event.client(client)
                .detail(Details.REASON, refusal.truth().description())
                .detail(AgentEvents.RECORDED, "true")
                .error(reason.error());
        return TokenAnswers.refused(refusal);
    }

    /** What a refusal shows of how the agent keeps to its task. */
    private static Optional<DriftSignal> drift(Reason reason) {
        return switch (reason) {
            case TASK_LIMIT_REACHED -> Optional.of(DriftSignal.LIMIT_EXHAUSTED);
            case TASK_ADDRESS_CHANGED -> Optional.of(DriftSignal.NEW_ADDRESS);
            case TASK_KEY_NOT_PROVEN, SUBJECT_TOKEN_KEY_NOT_PROVEN -> Optional.of(DriftSignal.NEW_KEY);
            default -> Optional.empty();
        };
    }

    private AuditRecord record(Attempt attempt, Refusal refusal) {
        String issuer = AuditLog.issuer(session, realm);
        String target = attempt.targetName().orElse(null);
        AuditRecord record = AuditRecord.of(AuditType.TOKEN_REFUSED, kind(attempt))
                .action(action, target)
                .authorization("deny", null, target)
                .refused(refusal.truth().reason().code());
        if (attempt.agent() != null) {
            record.agent(attempt.agent());
        }
        UserModel account = session.users().getServiceAccount(client);
        String sub = account == null ? client.getId() : account.getId();
        if (attempt.agent() != null && attempt.agent().id().equals(client.getId())) {
            record.actors(issuer, List.of(ActLink.of(sub, attempt.agent())));
        } else {
            record.actor(issuer, sub, client.getClientId());
        }
        attempt.subject().ifPresent(subject -> named(record, issuer, subject));
        attempt.task().ifPresent(task -> task.namedIn(record, issuer));
        attempt.judgement().ifPresent(judgement -> judgement.namedIn(record));
        return record;
    }

    private static void named(AuditRecord record, String issuer, Subject subject) {
        String id = subject.user().getId();
        if (subject.source() == Source.OWN_RECORD) {
            record.principal(issuer, id);
        } else {
            record.principal(issuer, id, subject.login().assertedBy());
        }
    }

    private static ActorKind kind(Attempt attempt) {
        if (attempt.byStranger()) {
            return ActorKind.WORKLOAD;
        }
        boolean forSomebody = attempt.subject()
                .map(subject -> subject.user().getServiceAccountClientLink() == null)
                .or(() -> attempt.task().map(task -> task.ground() != Ground.AUTONOMOUS))
                .orElse(false);
        return forSomebody ? ActorKind.DELEGATED_AGENT : ActorKind.AGENT_AUTONOMOUS;
    }
}
