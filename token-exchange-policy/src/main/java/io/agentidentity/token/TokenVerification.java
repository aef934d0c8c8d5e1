package io.agentidentity.token;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.guard.AgentGate;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.task.Task;
import io.agentidentity.task.TaskId;
import io.agentidentity.task.lifecycle.LoginCheck;
import io.agentidentity.task.store.StoredToken;
import io.agentidentity.task.store.TaskStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.TokenVerifier;
import org.keycloak.common.VerificationException;
import org.keycloak.common.util.Time;
import org.keycloak.crypto.SignatureProvider;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.representations.AccessToken;
import org.keycloak.util.TokenUtil;

/**
 * The one verifier of tokens of ours: signature, issuer, type, times, the three not-befores, people and clients enabled, the
 * token's row, its task. A single "no" anywhere makes the token dead, and nothing says which.
 */
public final class TokenVerification {

    private static final Logger LOG = Logger.getLogger(TokenVerification.class);

    private final KeycloakSession session;
    private final RealmModel realm;
    private final TaskStore tasks;

    public TokenVerification(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
        this.tasks = new TaskStore(session);
    }

    /** Whether a token, good or dead, is one of ours: its row says so, never its claims. */
    public boolean isOurs(String token) {
        return TokenIds.possiblyOurs(token)
                .flatMap(jti -> tasks.token(realm.getId(), jti))
                .isPresent();
    }

    /** The token, if everything about it holds at this moment. */
    public Optional<VerifiedToken> verify(String encoded) {
        return TokenIds.possiblyOurs(encoded)
                .flatMap(jti -> tasks.token(realm.getId(), jti))
                .filter(stored -> !stored.revoked())
                .flatMap(stored -> signed(encoded).flatMap(token -> live(token, stored)));
    }

    /** The claims of a token that this realm signed and that has not expired; nothing else is checked. */
    private Optional<AccessToken> signed(String encoded) {
        try {
            TokenVerifier<AccessToken> verifier = TokenVerifier.create(encoded, AccessToken.class)
                    .withChecks(
                            new TokenVerifier.RealmUrlCheck(AuditLog.issuer(session, realm)),
                            new TokenVerifier.TokenTypeCheck(
                                    List.of(TokenUtil.TOKEN_TYPE_BEARER, TokenUtil.TOKEN_TYPE_DPOP)),
                            TokenVerifier.IS_ACTIVE);
            SignatureProvider signature = session.getProvider(
                    SignatureProvider.class, verifier.getHeader().getAlgorithm().name());
            if (signature == null) {
                return Optional.empty();
            }
            return Optional.of(verifier.verifierContext(
                            signature.verifier(verifier.getHeader().getKeyId()))
                    .verify()
                    .getToken());
        } catch (VerificationException e) {
            LOG.debugf("token refused: %s", e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<VerifiedToken> live(AccessToken token, StoredToken stored) {
        AgentGate gate = new AgentGate(session, realm);
        ClientModel client = realm.getClientById(stored.agentId());
        Optional<Agent> agent = new AgentStore(session).find(realm.getId(), stored.agentId());
        if (client == null
                || agent.isEmpty()
                || agent.get().epoch() != stored.agentEpoch()
                // The client of a deleted agent may be made anew with the same internal id, and become an agent again.
                || stored.issuedAt().isBefore(agent.get().createdAt())
                || !client.getClientId().equals(token.getIssuedFor())
                || !gate.open(agent.get(), client)
                || staleFor(token, client)
                || stored.issuedAt().isBefore(gate.state().notBefore())) {
            return Optional.empty();
        }
        UserModel subject = session.users().getUserById(realm, token.getSubject());
        if (!TokenManager.isUserValid(session, realm, token, subject)) {
            return Optional.empty();
        }
        if (stored.taskId().isEmpty()) {
            return Optional.of(new VerifiedToken(token, agent.get(), client, Optional.empty(), subject));
        }
        return task(stored, agent.get())
                .map(task -> new VerifiedToken(token, agent.get(), client, Optional.of(task), subject));
    }

    private Optional<Task> task(StoredToken stored, Agent agent) {
        Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
        return stored.taskId()
                .flatMap(TaskId::parse)
                .flatMap(id -> tasks.find(realm.getId(), id))
                .filter(task -> task.live(now, agent.epoch()))
                .filter(task -> new LoginCheck(session).holds(agent, task));
    }

    private boolean staleFor(AccessToken token, ClientModel client) {
        return token.getIat() < realm.getNotBefore() || token.getIat() < client.getNotBefore();
    }
}
