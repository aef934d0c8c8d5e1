package io.agentidentity.exchange;

import io.agentidentity.agent.Agent;
import io.agentidentity.granting.Attempt;
import io.agentidentity.granting.Subject;
import io.agentidentity.granting.Subject.Source;
import io.agentidentity.refusal.Reason;
import io.agentidentity.refusal.Refusal;
import io.agentidentity.task.lifecycle.Principals;
import io.agentidentity.task.store.TokenKind;
import io.agentidentity.token.AccessTokenForm;
import io.agentidentity.token.SenderProof;
import io.agentidentity.token.TokenVerification;
import io.agentidentity.token.VerifiedToken;
import java.util.List;
import java.util.Optional;
import org.keycloak.events.Details;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ImpersonationSessionNote;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.TokenExchangeContext;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.managers.AuthenticationManager.AuthResult;
import org.keycloak.util.TokenUtil;

/**
 * The rules for {@code subject_token}: a live access token of this realm, of a person, of their own login; or the agent's own task
 * token; or a token by which another agent handed work to this one.
 */
final class SubjectTokens {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final TokenExchangeContext context;
    private final Attempt attempt;

    /** @param attempt gets the task of a token that cannot be used because its key is not proven */
    SubjectTokens(TokenExchangeContext context, Attempt attempt) {
        this.context = context;
        this.attempt = attempt;
        this.session = context.getSession();
        this.realm = context.getRealm();
    }

    /** Verifies the token with the rules of whoever issued it and then with those of delegation. */
    Subject verify(String encoded, Agent agent, SenderProof proof) {
        TokenVerification verification = new TokenVerification(session, realm);
        return verification.isOurs(encoded)
                ? ours(verification.subject(encoded), agent, proof)
                : persons(encoded, agent, proof);
    }

    private Subject ours(Optional<VerifiedToken> verified, Agent agent, SenderProof proof) {
        VerifiedToken token = verified.orElseThrow(SubjectTokens::notActive);
        boolean handedOver = token.kind() == TokenKind.HAND_OVER;
        if (!token.task().orElseThrow().agentId().equals(agent.id())) {
            // Nobody else learns whether a token of this agent, or its task, is alive.
            throw Refusal.hiding(
                    new Refusal(Reason.SUBJECT_TOKEN_DELEGATED, "the subject token is for another agent"), notActive());
        }
        if (!handedOver && !proof.proves(token.token())) {
            attempt.task(token.task().orElseThrow());
            throw notProven();
        }
        return Subject.ofTask(handedOver ? Source.HAND_OVER : Source.OWN_TASK, token);
    }

    private Subject persons(String encoded, Agent agent, SenderProof proof) {
        AuthResult result = verified(encoded);
        if (result == null) {
            new TokenVerification(session, realm).subjectOf(encoded).ifPresent(new Principals(session, realm)::refused);
            throw new Refusal(
                    Reason.SUBJECT_TOKEN_INVALID, "the subject token is not a live access token of this realm");
        }
        AccessToken token = result.getToken();
        UserModel user = result.getUser();
        if (user.getServiceAccountClientLink() != null) {
            throw new Refusal(Reason.SUBJECT_TOKEN_NOT_A_PERSON, "the subject token is not a person's");
        }
        if (token.getOtherClaims().containsKey("act")) {
            throw new Refusal(Reason.SUBJECT_TOKEN_DELEGATED, "the subject token names an actor already");
        }
        if (result.getSession().getNote(ImpersonationSessionNote.IMPERSONATOR_ID.toString()) != null) {
            throw new Refusal(Reason.SUBJECT_TOKEN_IMPERSONATED, "the person is being impersonated");
        }
        if (token.getConfirmation() != null && !token.hasAudience(agent.clientId()) && !proof.proves(token)) {
            throw notProven();
        }
        return Subject.person(
                user,
                token,
                authTime(token, result.getSession()),
                Optional.ofNullable(result.getSession().getNote(Details.IDENTITY_PROVIDER)));
    }

    private static Refusal notActive() {
        return new Refusal(
                Reason.SUBJECT_TOKEN_INVALID,
                "the subject token, or the task that it is for, is not active, or is not this agent's");
    }

    private static Refusal notProven() {
        return new Refusal(Reason.SUBJECT_TOKEN_KEY_NOT_PROVEN, "the subject token is bound to a key not proven here");
    }

    /** When the person logged in: the token's word, or where its client has no mapper for it, the session's. */
    private static long authTime(AccessToken token, UserSessionModel login) {
        String noted = login.getNote(AuthenticationManager.AUTH_TIME);
        if (token.getAuth_time() != null) {
            return token.getAuth_time();
        }
        return noted == null ? login.getStarted() : Long.parseLong(noted);
    }

    /** Keycloak's verification puts the token's client into the context; the agent's belongs there. */
    private AuthResult verified(String encoded) {
        ClientModel client = session.getContext().getClient();
        try {
            return AuthenticationManager.verifyIdentityToken(
                    session,
                    realm,
                    session.getContext().getUri(),
                    context.getClientConnection(),
                    true,
                    true,
                    null,
                    false,
                    encoded,
                    context.getHeaders(),
                    verifier -> {
                        verifier.tokenType(List.of(TokenUtil.TOKEN_TYPE_BEARER, TokenUtil.TOKEN_TYPE_DPOP));
                        AccessTokenForm.require(verifier);
                    });
        } catch (RuntimeException e) {
            // Keycloak throws at some malformed token ids instead of refusing them.
            throw new Refusal(Reason.SUBJECT_TOKEN_INVALID, "the subject token is malformed", e);
        } finally {
            session.getContext().setClient(client);
        }
    }
}
