package io.agentidentity.token;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.guard.AgentGate;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.task.Task;
import io.agentidentity.task.lifecycle.Principals;
import io.agentidentity.task.lifecycle.TaskCheck;
import io.agentidentity.task.lifecycle.TaskCheck.Line;
import io.agentidentity.task.store.StoredToken;
import io.agentidentity.task.store.TaskStore;
import io.agentidentity.task.store.TokenKind;
import io.agentidentity.task.store.TokenStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.TokenVerifier;
import org.keycloak.common.VerificationException;
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
    private final TokenStore tokens;

    /** A signature says the same however often it is looked at. */
    private final Map<String, Optional<AccessToken>> signed = new HashMap<>();

    public TokenVerification(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
        this.tokens = new TokenStore(session);
    }

    /** Whether a token, good or dead, is one of ours: its row says so, never its claims. */
    public boolean isOurs(String token) {
        return TokenIds.possiblyOurs(token)
                .flatMap(jti -> tokens.findWithItsTask(realm.getId(), jti))
                .isPresent();
    }

    /** The task token or actor token, if everything about it holds at this moment. */
    public Optional<VerifiedToken> verify(String encoded) {
        return stored(encoded)
                .filter(stored -> stored.kind() != TokenKind.HAND_OVER)
                .flatMap(stored -> signed(encoded, true).flatMap(token -> standing(token, stored)))
                .filter(VerifiedToken::live);
    }

    /**
     * The task token or hand-over token that somebody wants to exchange. A task token may have expired, and may have been killed
     * by a suspension that is over; only its task decides, and only its latest token continues it. What a suspension killed of
     * hand-over tokens stays dead.
     */
    public Optional<VerifiedToken> subject(String encoded) {
        return stored(encoded).flatMap(stored -> switch (stored.kind()) {
            case TASK -> signed(encoded, false).flatMap(token -> standing(token, stored));
            case HAND_OVER ->
                signed(encoded, true).flatMap(token -> standing(token, stored)).filter(VerifiedToken::live);
            case ACTOR -> Optional.empty();
        });
    }

    /**
     * What is stored of a token of ours that this realm signed, however dead it is; for revoking it, which takes no more. Dead ones
     * count because an expired token may still continue its task, and a suspended task may go on.
     */
    public Optional<StoredToken> revocable(String encoded) {
        return stored(encoded).filter(stored -> signed(encoded, false).isPresent());
    }

    /** Whether a token of which only the row is at hand would be taken at this moment if somebody presented it. */
    public boolean alive(StoredToken stored, String subject) {
        ClientModel client = realm.getClientById(stored.agentId());
        if (stored.revoked() || client == null) {
            return false;
        }
        AccessToken token = new AccessToken();
        token.id(stored.jti()).subject(subject).issuedFor(client.getClientId());
        token.iat(stored.issuedAt().getEpochSecond());
        token.exp(stored.expiresAt().getEpochSecond());
        return standing(token, stored).filter(VerifiedToken::live).isPresent();
    }

    /** Whose token it is, if this realm signed it; nothing else is checked. */
    public Optional<String> subjectOf(String encoded) {
        return signed(encoded, false).map(AccessToken::getSubject);
    }

    private Optional<StoredToken> stored(String encoded) {
        return TokenIds.possiblyOurs(encoded)
                .flatMap(jti -> tokens.findWithItsTask(realm.getId(), jti))
                .filter(stored -> !stored.revoked());
    }

    /** The claims of a token that this realm signed and that has not expired, if that counts; nothing else is checked. */
    private Optional<AccessToken> signed(String encoded, boolean unexpired) {
        return signed.computeIfAbsent(encoded, this::signed).filter(token -> !unexpired || token.isActive());
    }

    private Optional<AccessToken> signed(String encoded) {
        try {
            TokenVerifier<AccessToken> verifier = TokenVerifier.create(encoded, AccessToken.class)
                    .withChecks(
                            new TokenVerifier.RealmUrlCheck(AuditLog.issuer(session, realm)),
                            new TokenVerifier.TokenTypeCheck(
                                    List.of(TokenUtil.TOKEN_TYPE_BEARER, TokenUtil.TOKEN_TYPE_DPOP)));
            AccessTokenForm.require(verifier);
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

    private Optional<VerifiedToken> standing(AccessToken token, StoredToken stored) {
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
            new Principals(session, realm).refused(token.getSubject());
            return Optional.empty();
        }
        if (stored.taskId().isEmpty()) {
            return Optional.of(new VerifiedToken(
                    token, stored.kind(), agent.get(), client, Optional.empty(), Line.NONE, subject, token.isActive()));
        }
        return task(token, stored, agent.get(), client, subject);
    }

    private Optional<VerifiedToken> task(
            AccessToken token, StoredToken stored, Agent agent, ClientModel client, UserModel person) {
        Optional<Task> task = stored.taskId().flatMap(id -> new TaskStore(session).find(realm.getId(), id));
        if (task.isEmpty()) {
            return Optional.empty();
        }
        TaskCheck check = new TaskCheck(session, realm);
        Optional<Line> line = stored.kind() == TokenKind.HAND_OVER
                ? delegate(task.get()).flatMap(to -> check.activeOrPending(task.get(), to, person))
                : check.active(task.get(), agent, person);
        boolean live = token.isActive() && task.get().epoch() == stored.taskEpoch();
        return line.filter(agents -> agents.agents().stream()
                        .noneMatch(above ->
                                token.getIat() < realm.getClientById(above.id()).getNotBefore()))
                .map(agents -> new VerifiedToken(token, stored.kind(), agent, client, task, agents, person, live));
    }

    /** The agent that a task was handed down to, which is not the one that got the hand-over token. */
    private Optional<Agent> delegate(Task task) {
        AgentGate gate = new AgentGate(session, realm);
        return gate.agent(realm.getClientById(task.agentId()))
                .filter(agent -> gate.open(agent, realm.getClientById(agent.id())));
    }

    private boolean staleFor(AccessToken token, ClientModel client) {
        return token.getIat() < realm.getNotBefore() || token.getIat() < client.getNotBefore();
    }
}
