package io.agentidentity.decision.rest;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.agent.store.RealmStore;
import io.agentidentity.audit.AuditRecord;
import io.agentidentity.decision.Call;
import io.agentidentity.decision.CallRule;
import io.agentidentity.decision.Denial;
import io.agentidentity.decision.Denied;
import io.agentidentity.decision.store.Decision;
import io.agentidentity.decision.store.DecisionStore;
import io.agentidentity.drift.DriftSignal;
import io.agentidentity.granting.Holding;
import io.agentidentity.json.StrictJson;
import io.agentidentity.policy.enforce.Basis;
import io.agentidentity.policy.enforce.Judgement;
import io.agentidentity.policy.enforce.Occasion;
import io.agentidentity.policy.enforce.RulesInForce;
import io.agentidentity.policy.remote.RemoteAnswer;
import io.agentidentity.policy.remote.ask.RemoteLayer;
import io.agentidentity.refusal.Refusal;
import io.agentidentity.task.Authority;
import io.agentidentity.task.Task;
import io.agentidentity.task.TaskState;
import io.agentidentity.task.lifecycle.DriftWatch;
import io.agentidentity.task.lifecycle.RateRule;
import io.agentidentity.task.store.StoredToken;
import io.agentidentity.task.store.TaskStore;
import io.agentidentity.task.store.TokenKind;
import io.agentidentity.task.store.TokenStore;
import io.agentidentity.token.Audience;
import io.agentidentity.token.TokenVerification;
import io.agentidentity.token.VerifiedToken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.keycloak.common.util.SecretGenerator;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * One decision, from top to bottom: whose token, which task, within its rights, by the realm's rules, within its limits; counted,
 * recorded, answered.
 */
final class Decisions {

    private static final Duration PERMIT = Duration.ofSeconds(30);
    private static final Duration RETRY = Duration.ofSeconds(60);

    private final KeycloakSession session;
    private final RealmModel realm;
    private final EnforcementPoint point;
    private final TaskStore tasks;
    private final DecisionStore decisions;
    private final TokenVerification verification;
    private final DecisionRecords records;
    private final Optional<RemoteAnswer> remote;
    private final Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());

    Decisions(KeycloakSession session, RealmModel realm, EnforcementPoint point) {
        this(session, realm, point, Optional.empty());
    }

    /** @param remote what the realm's remote decision point says of the call, if it was asked already */
    private Decisions(
            KeycloakSession session, RealmModel realm, EnforcementPoint point, Optional<RemoteAnswer> remote) {
        this.remote = remote;
        this.session = session;
        this.realm = realm;
        this.point = point;
        this.tasks = new TaskStore(session);
        this.decisions = new DecisionStore(session);
        this.verification = new TokenVerification(session, realm);
        this.records = new DecisionRecords(session, realm, point);
    }

    /**
     * Decides on a call.
     *
     * @param requestId what names the request, where the caller gave it a name
     * @throws Refusal if the agent is asked about too often; then nothing is decided
     */
    Answer decide(Call call, Optional<String> requestId) {
        String id = "dec_" + SecretGenerator.getInstance().randomString(32);
        Optional<Task> asked = task(call);
        if (asked.isEmpty()) {
            Answer answer = Answer.deny(
                    id, new Denied(Denial.CREDENTIAL_INVALID, "no task token for this server"), Optional.empty());
            records.ofNoTask(call, id);
            return answer;
        }
        Task task = asked.get();
        if (remote.isEmpty()) {
            requireRate(call, id, task);
            Optional<RemoteAnswer> said = new RemoteLayer(session, realm).onCall(call, task, now);
            if (said.isPresent()) {
                return afterwards(said, call, requestId);
            }
        }
        Optional<String> retryKey = requestId.map(name -> retryKey(call, task, name));
        Metering metering = new Metering(session, now);
        metering.lockAgents(agents(task));
        List<Task> line = tasks.lockLine(task);
        Optional<VerifiedToken> verified = call.token()
                .flatMap(verification::verify)
                .filter(live -> !new TokenStore(session).isRevoked(live.token().getId()));
        Optional<Answer> before = retryKey.flatMap(this::before);
        boolean stands = unfit(call, line.get(line.size() - 1), verified).isEmpty();
        if (before.filter(first -> stands || !first.permitted()).isPresent()) {
            return before.get();
        }
        Answer answer = answer(call, id, line, verified, metering);
        decisions.add(
                realm.getId(),
                new Decision(
                        id,
                        task.id().value(),
                        point.client().getId(),
                        answer.permitted(),
                        StrictJson.write(answer.json()),
                        answer.basis().map(Basis::text),
                        now),
                before.isPresent() ? Optional.empty() : retryKey);
        return answer;
    }

    /** Decides in a session of its own, which has read nothing before the remote decision point answered. */
    private Answer afterwards(Optional<RemoteAnswer> said, Call call, Optional<String> requestId) {
        AtomicReference<Answer> answer = new AtomicReference<>();
        KeycloakModelUtils.runJobInTransaction(
                session.getKeycloakSessionFactory(),
                session.getContext(),
                own -> answer.set(
                        new Decisions(own, own.realms().getRealm(realm.getId()), point, said).decide(call, requestId)));
        return answer.get();
    }

    private Answer answer(Call call, String id, List<Task> line, Optional<VerifiedToken> verified, Metering metering) {
        Task task = line.get(line.size() - 1);
        DriftWatch watch = new DriftWatch(session, realm);
        Optional<Denied> denied = unfit(call, task, verified);
        Optional<Judgement> judgement = Optional.empty();
        if (denied.isEmpty()) {
            denied = watch.stops(task, call.toolsDigest())
                    .map(why -> new Denied(Denial.TASK_INACTIVE, "the task was stopped, because " + why));
        }
        if (denied.isEmpty()) {
            Authority holding = new Holding(realm).of(verified.orElseThrow()).orElseThrow();
            denied = CallRule.denied(holding.rights(), call);
            if (denied.isEmpty()) {
                judgement = Optional.of(judge(call, line, verified.orElseThrow(), holding));
                denied = judgement.get().denied().or(() -> remote.flatMap(RemoteAnswer::denied));
            }
        }
        Metering.Result counted = null;
        if (denied.isEmpty()) {
            counted = metering.count(line, agentsOf(verified.orElseThrow()), call);
            denied = counted.denied();
        }
        records.of(call, id, task, verified, judgement, denied);
        denied.flatMap(no -> drift(no, task))
                .ifPresent(signal -> watch.saw(signal, task.state().isFinal() ? List.of(task) : line));
        if (denied.isPresent()) {
            return Answer.deny(id, denied.get(), judgement);
        }
        Instant tokenEnd = Instant.ofEpochSecond(verified.orElseThrow().token().getExp());
        Instant expires = now.plus(PERMIT);
        return Answer.permit(
                id,
                expires.isBefore(tokenEnd) ? expires : tokenEnd,
                call.parameterDigest(),
                counted.left(),
                judgement.orElseThrow());
    }

    private Judgement judge(Call call, List<Task> line, VerifiedToken verified, Authority holding) {
        Task task = line.get(line.size() - 1);
        Occasion occasion = new Occasion(
                verified.agent(),
                verified.subject(),
                task,
                holding.target(),
                holding.scopes(),
                task.login(),
                Optional.of(call));
        List<Occasion> above = new ArrayList<>();
        List<Agent> agents = verified.line().agents();
        for (int i = 0; i < agents.size(); i++) {
            above.add(occasion.above(agents.get(i), line.get(i)));
        }
        return new RulesInForce(session, realm).judge(occasion, above);
    }

    /** What a denied call shows of how the agent keeps to its task. */
    private static Optional<DriftSignal> drift(Denied denied, Task task) {
        return switch (denied.denial()) {
            case OUT_OF_AUTHORITY -> Optional.of(DriftSignal.OUT_OF_AUTHORITY);
            case PARAMETER_VIOLATION -> Optional.of(DriftSignal.PARAMETER_VIOLATION);
            case QUOTA_EXCEEDED -> Optional.of(DriftSignal.LIMIT_EXHAUSTED);
            case TASK_INACTIVE ->
                task.state() == TaskState.COMPLETED || task.state() == TaskState.REVOKED
                        ? Optional.of(DriftSignal.USE_AFTER_ENDING)
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** Why nothing is asked of the task's rights at all. */
    private Optional<Denied> unfit(Call call, Task task, Optional<VerifiedToken> verified) {
        boolean itsOwn = call.subjectId().equals(task.principalId())
                && call.server()
                        .filter(server -> !server.equals(task.authority().target()))
                        .isEmpty();
        if (!itsOwn) {
            return Optional.of(new Denied(Denial.CREDENTIAL_INVALID, "the token is not of this subject and server"));
        }
        if (task.stateAt(now) != TaskState.ACTIVE) {
            return Optional.of(new Denied(
                    Denial.TASK_INACTIVE, "the task is " + task.stateAt(now).wire()));
        }
        if (verified.flatMap(new Holding(realm)::of).isEmpty()) {
            return Optional.of(new Denied(Denial.CREDENTIAL_INVALID, "the token is good for nothing any more"));
        }
        return Optional.empty();
    }

    /** The task that the token was issued under, if this realm signed it for the server that asks; however dead it is. */
    private Optional<Task> task(Call call) {
        return call.token()
                .flatMap(verification::revocable)
                .filter(stored -> stored.kind() == TokenKind.TASK)
                .flatMap(StoredToken::taskId)
                .flatMap(id -> tasks.find(realm.getId(), id))
                .filter(task -> new Audience(session, realm).includes(point.client(), task));
    }

    private void requireRate(Call call, String id, Task task) {
        Optional<Agent> agent = new AgentStore(session).findWithRealm(realm.getId(), task.agentId());
        try {
            agent.ifPresent(
                    known -> RateRule.requireDecision(known, task.principalId(), new RealmStore(session).rules(known)));
        } catch (Refusal tooOften) {
            records.ofTooOften(call, id, task);
            throw tooOften;
        }
    }

    private Optional<Answer> before(String retryKey) {
        return decisions
                .before(realm.getId(), retryKey, now.minus(RETRY))
                .map(decision -> Answer.again(decision.id(), decision.permitted(), decision.answer()));
    }

    /** Nothing but the very same question by the same caller is the same question; no ending waits for its time to run out. */
    private String retryKey(Call call, Task task, String requestId) {
        return AuditRecord.digest(String.join(
                "\n",
                List.of(
                        realm.getId(),
                        point.client().getId(),
                        requestId,
                        AuditRecord.digest(call.token().orElseThrow()),
                        task.id().value(),
                        call.subjectId(),
                        call.action(),
                        call.resourceType(),
                        call.resourceId(),
                        call.server().orElse(""),
                        call.toolsDigest().orElse(""),
                        AuditRecord.digest(call.parameters().toString()))));
    }

    /** The agents of a task and those above it, as far as they are there. */
    private List<Agent> agents(Task task) {
        List<Task> line = new ArrayList<>(tasks.above(task));
        line.add(task);
        AgentStore agents = new AgentStore(session);
        return line.stream()
                .flatMap(one -> agents.find(realm.getId(), one.agentId()).stream())
                .toList();
    }

    private static List<Agent> agentsOf(VerifiedToken verified) {
        List<Agent> agents = new ArrayList<>(verified.line().agents());
        agents.add(verified.agent());
        return agents;
    }
}
