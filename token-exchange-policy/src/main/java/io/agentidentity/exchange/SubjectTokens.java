package io.agentidentity.exchange;

import io.agentidentity.agent.Agent;
import io.agentidentity.refusal.Reason;
import io.agentidentity.refusal.Refusal;
import io.agentidentity.token.SenderProof;
import io.agentidentity.token.TokenVerification;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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

/** The rules for {@code subject_token}: a live access token of this realm, of a person, of their own login. */
final class SubjectTokens {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final TokenExchangeContext context;

    SubjectTokens(TokenExchangeContext context) {
        this.context = context;
        this.session = context.getSession();
        this.realm = context.getRealm();
    }

    /** Verifies the token with Keycloak's own rules and then with those of delegation. */
    Subject verify(String encoded, Agent agent, SenderProof proof) {
        if (new TokenVerification(session, realm).isOurs(encoded)) {
            throw new Refusal(
                    Reason.SUBJECT_TOKEN_DELEGATED,
                    "a task token is no subject token here; present the person's token");
        }
        AuthResult result = verified(encoded);
        if (result == null) {
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
            throw new Refusal(
                    Reason.SUBJECT_TOKEN_KEY_NOT_PROVEN, "the subject token is bound to a key not proven here");
        }
        return new Subject(user, token, authTime(token, result.getSession()));
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
                    verifier -> verifier.tokenType(List.of(TokenUtil.TOKEN_TYPE_BEARER, TokenUtil.TOKEN_TYPE_DPOP)));
        } catch (RuntimeException e) {
            // Keycloak throws at some malformed token ids instead of refusing them.
            throw new Refusal(Reason.SUBJECT_TOKEN_INVALID, "the subject token is malformed", e);
        } finally {
            session.getContext().setClient(client);
        }
    }

    /**
     * A person and the verified token of their login.
     *
     * @param authTime seconds since the epoch
     */
    record Subject(UserModel user, AccessToken token, long authTime) {

        Set<String> scopes() {
            String scope = token.getScope();
            return scope == null ? Set.of() : Set.copyOf(List.of(scope.trim().split("\\s+")));
        }

        /** What ties all exchanges of one login together: the session, else the token. */
        String login() {
            return Optional.ofNullable(token.getSessionId()).orElse(token.getId());
        }

        Object mayAct() {
            return token.getOtherClaims().get("may_act");
        }

        List<String> amr() {
            return token.getOtherClaims().get("amr") instanceof List<?> methods
                    ? methods.stream().map(Objects::toString).toList()
                    : List.of();
        }

        boolean isFor(String clientId) {
            return token.getAudience() != null
                    && Arrays.asList(token.getAudience()).contains(clientId);
        }
    }
}
