package io.agentidentity.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.agentidentity.agent.Agent;
import io.agentidentity.json.StrictJson;
import io.agentidentity.task.ActorChain;
import io.agentidentity.task.Authority;
import io.agentidentity.task.Task;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.representations.AccessToken;
import org.keycloak.util.TokenUtil;

/**
 * Builds tokens from an allow-list of claims and signs them once with the realm's key. No protocol mapper, role expansion or
 * session takes part, so no setting of a realm or client can add a claim.
 */
public final class TokenMint {

    private final KeycloakSession session;
    private final String issuer;

    public TokenMint(KeycloakSession session, String issuer) {
        this.session = session;
        this.issuer = issuer;
    }

    /**
     * A task token: {@code sub} the person, {@code act} the agents, one audience, the rights granted.
     *
     * @param detailsType the type of the {@code authorization_details} entry in this realm
     */
    public Minted task(
            TaskGrant grant, String detailsType, AccessToken.Confirmation cnf, Instant now, Instant expires) {
        AccessToken token = base(grant.jti(), grant.agent(), cnf, now, expires);
        token.subject(grant.principal().getId());
        token.audience(grant.audience());
        token.setScope(String.join(" ", new TreeSet<>(grant.scopes())));
        grant.task().login().authTime().ifPresent(token::setAuth_time);
        grant.task().login().acr().ifPresent(token::setAcr);
        List<String> amr = grant.task().login().amr();
        if (!amr.isEmpty()) {
            token.setOtherClaims("amr", amr);
        }
        if (!grant.roles().isEmpty()) {
            AccessToken.Access access = token.addAccess(grant.verifier().getClientId());
            grant.roles().forEach(access::addRole);
        }
        token.setOtherClaims("txn", grant.task().txn());
        grant.chain().ifPresent(chain -> token.setOtherClaims("act", chain.toJson(issuer)));
        token.setOtherClaims("authorization_details", array(grant.task().tokenDetails(grant.rights(), detailsType)));
        return new Minted(token, signed(token, grant.verifier()));
    }

    /** An actor token: it says that the agent is the agent, to this server only, and carries no right. */
    public Minted actor(
            Agent agent,
            ClientModel client,
            UserModel account,
            AccessToken.Confirmation cnf,
            Instant now,
            Instant expires) {
        AccessToken token = base(id(OAuth2Constants.CLIENT_CREDENTIALS), agent, cnf, now, expires);
        token.subject(account.getId());
        token.audience(issuer);
        return new Minted(token, signed(token, client));
    }

    /** An id for a token that a grant of this type is going to issue. */
    public String id(String grantType) {
        return TokenIds.generate(session, grantType);
    }

    private AccessToken base(String jti, Agent agent, AccessToken.Confirmation cnf, Instant now, Instant expires) {
        AccessToken token = new AccessToken();
        token.id(jti);
        token.issuer(issuer);
        token.iat(now.getEpochSecond());
        token.exp(expires.getEpochSecond());
        token.issuedFor(agent.clientId());
        token.setOtherClaims("client_id", agent.clientId());
        boolean dpop = cnf != null && cnf.getKeyThumbprint() != null;
        token.type(dpop ? TokenUtil.TOKEN_TYPE_DPOP : TokenUtil.TOKEN_TYPE_BEARER);
        token.setConfirmation(cnf);
        return token;
    }

    /** Header type and algorithm follow the settings of the client that will verify the token. */
    private String signed(AccessToken token, ClientModel verifier) {
        ClientModel current = session.getContext().getClient();
        try {
            session.getContext().setClient(verifier);
            return session.tokens().encode(token);
        } finally {
            session.getContext().setClient(current);
        }
    }

    private static ArrayNode array(JsonNode entry) {
        return StrictJson.array(Set.of()).add(entry);
    }

    /** A token and its signed form. */
    public record Minted(AccessToken token, String encoded) {}

    /**
     * What a task token says.
     *
     * @param jti its id
     * @param chain who acts; absent where the agent works for nobody
     * @param audience what stands in {@code aud}
     * @param verifier the client that will verify it
     * @param roles names of the verifier's roles
     */
    public record TaskGrant(
            String jti,
            Agent agent,
            Task task,
            UserModel principal,
            Optional<ActorChain> chain,
            String audience,
            ClientModel verifier,
            Collection<String> scopes,
            Collection<String> roles,
            Authority.Rights rights) {}
}
