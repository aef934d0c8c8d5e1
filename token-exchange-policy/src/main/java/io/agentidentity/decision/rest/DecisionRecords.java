package io.agentidentity.decision.rest;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.audit.ActorKind;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditRecord;
import io.agentidentity.audit.AuditRecord.ActLink;
import io.agentidentity.audit.AuditType;
import io.agentidentity.audit.Repeats;
import io.agentidentity.decision.Call;
import io.agentidentity.decision.Denial;
import io.agentidentity.decision.Denied;
import io.agentidentity.policy.enforce.Judgement;
import io.agentidentity.refusal.Reason;
import io.agentidentity.task.Task;
import io.agentidentity.task.Task.Ground;
import io.agentidentity.task.lifecycle.TaskCheck;
import io.agentidentity.token.VerifiedToken;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** What is kept of decisions and of what came of them; of parameters a digest only. */
final class DecisionRecords {

    /** How many records in a minute one client can bring about by asking with tokens that are none, or about one agent too often. */
    private static final int MOST_OF_NO_DECISION = 10;

    private static final Repeats REPEATS = new Repeats(MOST_OF_NO_DECISION, Clock.systemUTC());

    private final KeycloakSession session;
    private final RealmModel realm;
    private final EnforcementPoint point;
    private final AuditLog audit;
    private final String issuer;

    DecisionRecords(KeycloakSession session, RealmModel realm, EnforcementPoint point) {
        this.session = session;
        this.realm = realm;
        this.point = point;
        this.audit = new AuditLog(session);
        this.issuer = AuditLog.issuer(session, realm);
    }

    /** A call with a token that is no task token for whoever asks. */
    void ofNoTask(Call call, String id) {
        REPEATS.next(List.of(realm.getId(), point.client().getId()))
                .ifPresent(before -> audit.append(
                        realm,
                        named(AuditRecord.of(AuditType.CALL_DECIDED, ActorKind.WORKLOAD), call, id, "deny", null)
                                .actor(
                                        issuer,
                                        point.account().getId(),
                                        point.client().getClientId())
                                .refused(Denial.CREDENTIAL_INVALID.wire())
                                .repeated(before)));
    }

    /** A call that nothing is decided on, because its agent is asked about too often. */
    void ofTooOften(Call call, String id, Task task) {
        REPEATS.next(List.of(realm.getId(), point.client().getId(), task.agentId()))
                .ifPresent(before -> AuditLog.appendDespiteRollback(
                        session,
                        realm,
                        named(
                                        under(AuditType.CALL_DECIDED, task),
                                        call,
                                        id,
                                        "deny",
                                        task.authority().target())
                                .refused(Reason.RATE_LIMITED.code())
                                .repeated(before)));
    }

    void of(
            Call call,
            String id,
            Task task,
            Optional<VerifiedToken> verified,
            Optional<Judgement> judgement,
            Optional<Denied> denied) {
        AuditRecord record = under(AuditType.CALL_DECIDED, task);
        named(
                record,
                call,
                id,
                denied.isPresent() ? "deny" : "permit",
                task.authority().target());
        verified.ifPresent(token -> record.actors(issuer, links(token))
                .credential(
                        token.token().getId(),
                        null,
                        task.txn(),
                        task.binding().key().orElse(null),
                        null,
                        task.login().acr().orElse(null)));
        judgement.ifPresent(rules -> rules.namedIn(record));
        denied.ifPresent(no -> record.refused(no.denial().wire()));
        audit.append(realm, record);
    }

    /** What an enforcement point says that came of a decision, which nobody can verify. */
    void outcome(String decisionId, Task task, String result) {
        audit.append(
                realm,
                under(AuditType.CALL_OUTCOME, task)
                        .action("outcome", task.authority().target())
                        .authorization("permit", null, task.authority().target())
                        .decision(decisionId, point.client().getClientId())
                        .unverified("result", result));
    }

    private AuditRecord under(AuditType type, Task task) {
        ActorKind kind = task.ground() == Ground.AUTONOMOUS ? ActorKind.AGENT_AUTONOMOUS : ActorKind.DELEGATED_AGENT;
        AuditRecord record = task.namedIn(AuditRecord.of(type, kind), issuer);
        Optional<Agent> agent = new AgentStore(session).find(realm.getId(), task.agentId());
        agent.ifPresent(known -> {
            record.agent(known);
            ClientModel client = realm.getClientById(known.id());
            Optional.ofNullable(client)
                    .map(session.users()::getServiceAccount)
                    .ifPresent(account -> record.actors(issuer, List.of(ActLink.of(account.getId(), known))));
        });
        return record;
    }

    private AuditRecord named(AuditRecord record, Call call, String id, String decision, String target) {
        record.call(call.action(), call.operation(), target, call.parameterDigest())
                .authorization(decision, null, target)
                .decision(id, point.client().getClientId());
        call.claims().forEach(record::unverified);
        return record;
    }

    private List<ActLink> links(VerifiedToken token) {
        if (token.task().orElseThrow().ground() == Ground.AUTONOMOUS) {
            return List.of(ActLink.of(token.subject().getId(), token.agent()));
        }
        UserModel account = session.users().getServiceAccount(token.client());
        return new TaskCheck(session, realm)
                .chain(token.line(), token.agent(), account)
                .actors();
    }
}
