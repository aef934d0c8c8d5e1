package io.agentidentity.policy.remote.ask;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.Agent;
import io.agentidentity.agent.guard.AgentGate;
import io.agentidentity.agent.settings.RemoteDecision;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.agent.store.RealmStore;
import io.agentidentity.agent.vault.VaultSecrets;
import io.agentidentity.decision.Call;
import io.agentidentity.decision.CallRule;
import io.agentidentity.json.StrictJson;
import io.agentidentity.policy.remote.RemoteAnswer;
import io.agentidentity.policy.remote.RemoteQuestion;
import io.agentidentity.refusal.Reason;
import io.agentidentity.refusal.Refusal;
import io.agentidentity.task.Authority;
import io.agentidentity.task.Task;
import io.agentidentity.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.keycloak.common.enums.SslRequired;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** The decision point outside this server that a realm wants asked. It can only say no. */
public final class RemoteLayer {

    private static final Logger LOG = Logger.getLogger(RemoteLayer.class);
    /** By realm; one that names another address gets another line. */
    private static final Map<String, RemoteLine> LINES = new ConcurrentHashMap<>();

    private final KeycloakSession session;
    private final RealmModel realm;

    public RemoteLayer(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /**
     * What is said of a call. Nothing may be locked, and whatever was read before is old afterwards.
     *
     * @param task as it was found, not locked
     * @return empty if the realm asks nobody about calls
     */
    public Optional<RemoteAnswer> onCall(Call call, Task task, Instant now) {
        return settings().filter(RemoteDecision::onCall).map(remote -> {
            Optional<Agent> agent = new AgentStore(session).find(realm.getId(), task.agentId());
            boolean deniedAnyway = agent.isEmpty()
                    || !call.subjectId().equals(task.principalId())
                    || task.stateAt(now) != TaskState.ACTIVE
                    || CallRule.denied(task.authority().rights(), call).isPresent();
            return deniedAnyway
                    ? RemoteAnswer.NOT_ASKED
                    : ask(remote, RemoteQuestion.ofCall(agent.get(), task, call, remote.parameters()));
        });
    }

    /**
     * Lets a token be issued unless the decision point says no. Nothing may be locked; what the agent and its realm are is looked
     * at anew afterwards.
     *
     * @throws Refusal {@code access_denied} if it says no, {@code temporarily_unavailable} if it does not answer
     */
    public void requireIssue(
            Agent agent,
            ClientModel client,
            String principal,
            Optional<Task> known,
            Optional<String> purpose,
            Authority authority,
            Optional<Agent> delegate) {
        Optional<RemoteDecision> remote = settings().filter(RemoteDecision::onIssue);
        if (remote.isEmpty()) {
            return;
        }
        RemoteAnswer answer = ask(
                remote.get(),
                RemoteQuestion.ofIssue(agent, principal, known, purpose, authority, delegate.map(Agent::clientId)));
        if (answer == RemoteAnswer.NO) {
            throw new Refusal(Reason.POLICY_DENIED, "a policy denies the token");
        }
        if (answer != RemoteAnswer.YES) {
            throw new Refusal(Reason.UNAVAILABLE, "try again later");
        }
        new RealmStore(session).anew(realm.getId());
        Agent now = new AgentStore(session)
                .anew(realm.getId(), agent.id())
                .orElseThrow(() -> new Refusal(Reason.AGENT_NOT_ACTIVE, "the agent is gone"));
        new AgentGate(session, realm).requireActive(now, client);
        if (now.version() != agent.version() || now.epoch() != agent.epoch()) {
            throw new Refusal(Reason.UNAVAILABLE, "the agent was changed just now; try again");
        }
    }

    private Optional<RemoteDecision> settings() {
        return new RealmStore(session).of(realm.getId()).settings().remoteDecision();
    }

    private RemoteAnswer ask(RemoteDecision remote, ObjectNode question) {
        if (remote.plain() && realm.getSslRequired() == SslRequired.ALL) {
            LOG.errorf("the realm %s wants TLS everywhere, its decision point has none", realm.getName());
            return RemoteAnswer.AWAY;
        }
        Optional<String> credential = remote.credential().flatMap(new VaultSecrets(session)::word);
        if (credential.isEmpty() && remote.credential().isPresent()) {
            LOG.errorf("the vault has no usable secret for the decision point of realm %s", realm.getName());
            return RemoteAnswer.AWAY;
        }
        RemoteLine line = LINES.compute(
                realm.getId(),
                (id, old) -> old != null && old.url().equals(remote.url()) ? old : new RemoteLine(remote.url()));
        return line.ask(StrictJson.write(question), credential, Duration.ofMillis(remote.timeoutMillis()));
    }
}
