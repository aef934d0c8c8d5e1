package io.agentidentity.granting;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.Agent;
import io.agentidentity.agent.client.UsedKey;
import io.agentidentity.agent.events.AgentEvents;
import io.agentidentity.agent.settings.TaskRules;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.agent.store.RealmStore;
import io.agentidentity.audit.ActorKind;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditRecord;
import io.agentidentity.audit.AuditRecord.ActLink;
import io.agentidentity.audit.AuditType;
import io.agentidentity.granting.AuthorityRule.Held;
import io.agentidentity.granting.AuthorityRule.Place;
import io.agentidentity.granting.Subject.Source;
import io.agentidentity.granting.Targets.Target;
import io.agentidentity.policy.enforce.Judgement;
import io.agentidentity.policy.enforce.Occasion;
import io.agentidentity.policy.enforce.RulesInForce;
import io.agentidentity.policy.remote.ask.RemoteLayer;
import io.agentidentity.task.ActorChain;
import io.agentidentity.task.Authority;
import io.agentidentity.task.Task;
import io.agentidentity.task.Task.Ground;
import io.agentidentity.task.TaskDetails;
import io.agentidentity.task.lifecycle.Blocks;
import io.agentidentity.task.lifecycle.TaskCheck;
import io.agentidentity.task.lifecycle.TaskCheck.Line;
import io.agentidentity.task.store.TaskStore;
import io.agentidentity.task.store.TokenKind;
import io.agentidentity.task.store.TokenStore;
import io.agentidentity.token.SenderProof;
import io.agentidentity.token.TokenAnswers;
import io.agentidentity.token.TokenMint;
import io.agentidentity.token.TokenMint.Minted;
import io.agentidentity.token.TokenMint.TaskGrant;
import io.agentidentity.token.VerifiedToken;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keycloak.common.util.Time;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** From what was verified to the token: target, scopes and rights within everything that bounds them, the task, the record. */
public final class Granting {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final ClientModel client;
    private final EventBuilder event;
    private final String action;
    private final Attempt attempt;
    private final String issuer;
    private final TokenMint mint;
    private final Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());

    /**
     * @param action what the record calls the request
     * @param attempt has the agent, and gets what the request turns out to be about
     */
    public Granting(KeycloakSession session, EventBuilder event, String action, Attempt attempt) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.client = session.getContext().getClient();
        this.event = event;
        this.action = action;
        this.attempt = attempt;
        this.issuer = AuditLog.issuer(session, realm);
        this.mint = new TokenMint(session, issuer);
    }

    /**
     * Grants what is asked for.
     *
     * @param grantType the OAuth grant type
     * @param account the agent's service account
     */
    public ObjectNode grant(
            String grantType, Asked asked, Subject subject, Ground ground, UserModel account, SenderProof proof) {
        Agent agent = attempt.agent();
        attempt.subject(subject);
        TaskRules rules = new RealmStore(session).rules(agent);
        LivePerson person = new LivePerson(realm, subject.user(), client);
        Bounds bounds = Bounds.of(agent, ground, line(subject), person, person::clientId);
        Metered metered = new Metered(session, line(subject), agent);
        String jti = mint.id(grantType);
        TaskOpening opening =
                new TaskOpening(session, attempt, rules, client, subject, ground, jti, proof.binding(), metered, now);
        Optional<Task> known = opening.known(asked.details());
        known.ifPresent(attempt::task);
        Targets targets = new Targets(session, realm, bounds.ceiling());
        HandOver handOver = new HandOver(session, agent, subject);
        Optional<Agent> delegate = handOver.delegate(asked);

        Target target = delegate.isPresent() ? targets.of(known.orElseThrow()) : targets.resolve(asked, known);
        attempt.target(target);
        Place place =
                new Place(target.name(), target.client().getClientId(), location -> targets.within(location, target));
        Held held = new Held(subject.scopes(), subject.rights(), delegate.isPresent());
        Authority authority = new AuthorityRule(bounds, rules).granted(asked, place, held, known);
        // Whoever is asked outside may take their time: no row is locked until they have answered.
        new RemoteLayer(session, realm)
                .requireIssue(
                        agent,
                        client,
                        subject.user().getId(),
                        known,
                        known.map(Task::purpose).orElseGet(() -> asked.details().flatMap(TaskDetails::purpose)),
                        authority,
                        delegate);
        metered.require(subject.user().getId(), now);
        // Locks the agent's row, which whoever ends tasks does before theirs.
        new AgentStore(session).used(agent, now);
        Optional<ActorChain> chain = chain(ground, subject, account);
        if (delegate.isPresent()) {
            judge(subject, known.orElseThrow(), target, authority);
            new Blocks(session, realm).require(agent, subject.user().getId());
            Task child = handOver.open(delegate.get(), authority, metered, now);
            ClientModel to = realm.getClientById(delegate.get().id());
            return issue(
                    new TaskGrant(
                            jti,
                            agent,
                            child,
                            subject.user(),
                            chain,
                            to.getClientId(),
                            to,
                            authority.scopes(),
                            Set.of(),
                            authority.rights()),
                    TokenKind.HAND_OVER,
                    AuditType.TASK_HANDED_OVER,
                    rules,
                    proof);
        }
        Task task =
                known.map(opening::joined).orElseGet(() -> opening.opened(asked.details(), authority, target.client()));
        judge(subject, task, target, authority);
        AuditType type = subject.source() == Source.OWN_TASK ? AuditType.TOKEN_CONTINUED : AuditType.TOKEN_ISSUED;
        return issue(
                new TaskGrant(
                        jti,
                        agent,
                        task,
                        subject.user(),
                        chain,
                        target.name(),
                        target.client(),
                        authority.scopes(),
                        authority.roles(),
                        authority.rights()),
                TokenKind.TASK,
                type,
                rules,
                proof);
    }

    /** Asks the realm's rules; a refusal undoes what was done for the task so far. */
    private void judge(Subject subject, Task task, Target target, Authority authority) {
        Occasion occasion = new Occasion(
                attempt.agent(),
                subject.user(),
                task,
                target.name(),
                authority.scopes(),
                subject.login(),
                Optional.empty());
        List<Occasion> above = new ArrayList<>();
        List<Agent> agents = line(subject).agents();
        List<Task> tasks = new TaskStore(session).above(task);
        for (int i = 0; i < agents.size(); i++) {
            above.add(occasion.above(agents.get(i), tasks.get(i)));
        }
        Judgement judgement = new RulesInForce(session, realm).judge(occasion, above);
        attempt.judgement(judgement);
        judgement.require();
    }

    private static Line line(Subject subject) {
        return subject.ours().map(VerifiedToken::line).orElse(Line.NONE);
    }

    /** Who acts; nobody acts for somebody in a task that the agent does on its own. */
    private Optional<ActorChain> chain(Ground ground, Subject subject, UserModel account) {
        if (ground == Ground.AUTONOMOUS) {
            return Optional.empty();
        }
        return Optional.of(new TaskCheck(session, realm).chain(line(subject), attempt.agent(), account));
    }

    private ObjectNode issue(TaskGrant grant, TokenKind kind, AuditType type, TaskRules rules, SenderProof proof) {
        Agent agent = grant.agent();
        Task task = grant.task();
        attempt.task(task);
        Instant expires = rules.tokenEnd(now, task.expiresAt());
        Minted minted = mint.task(grant, rules.detailsType(), proof.confirmation(), now, expires);

        AuditRecord record = task.namedIn(AuditRecord.of(type, kind(grant)), issuer)
                .agent(agent)
                .actors(issuer, links(grant))
                .credential(
                        grant.jti(),
                        attempt.subject().flatMap(Subject::jti).orElse(null),
                        task.txn(),
                        proof.confirmation() == null
                                ? null
                                : proof.confirmation().getKeyThumbprint(),
                        agent.credential().type().wire(),
                        task.login().acr().orElse(null))
                .action(action, grant.audience())
                .authorization("permit", minted.token().getScope(), grant.audience())
                .expires(expires);
        UsedKey.thumbprint(session).ifPresent(record::clientKey);
        if (task.createdAt().equals(now)) {
            Task.Login login = task.login();
            record.login(login.authTime().orElse(null), login.acr().orElse(null), login.amr(), task.originClientId());
        }
        attempt.judgement().ifPresent(judgement -> judgement.namedIn(record));
        new AuditLog(session).append(realm, record);
        Optional<String> parent = attempt.subject()
                .flatMap(Subject::ours)
                .map(ours -> ours.token().getId());
        new TokenStore(session).issued(kind, agent, task, grant.jti(), parent, now, expires);

        event.user(grant.principal())
                .detail(Details.USERNAME, grant.principal().getUsername())
                .detail(Details.TOKEN_ID, grant.jti())
                .detail(Details.SCOPE, minted.token().getScope())
                .detail(Details.AUDIENCE, grant.audience())
                .detail(AgentEvents.TASK, task.id().value())
                .detail(AgentEvents.RECORDED, "true")
                .success();
        ObjectNode answer =
                TokenAnswers.token(minted).put("scope", minted.token().getScope());
        answer.putArray("authorization_details").add(task.details(grant.rights(), rules.detailsType()));
        return answer;
    }

    private static ActorKind kind(TaskGrant grant) {
        return grant.chain().isPresent() ? ActorKind.DELEGATED_AGENT : ActorKind.AGENT_AUTONOMOUS;
    }

    private static List<ActLink> links(TaskGrant grant) {
        return grant.chain()
                .map(ActorChain::actors)
                .orElseGet(() -> List.of(ActLink.of(grant.principal().getId(), grant.agent())));
    }
}
