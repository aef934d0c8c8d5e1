package io.agentidentity.token;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.credential.CredentialType;
import io.agentidentity.agent.store.RealmStore;
import io.agentidentity.refusal.Reason;
import io.agentidentity.refusal.Refusal;
import io.agentidentity.task.KeyBinding;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.TokenVerifier;
import org.keycloak.common.Profile;
import org.keycloak.common.VerificationException;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.OIDCAdvancedConfigWrapper;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.dpop.DPoP;
import org.keycloak.services.util.DPoPUtil;
import org.keycloak.services.util.MtlsHoKTokenUtil;
import org.keycloak.util.TokenUtil;

/**
 * The key that the current request proves: a DPoP proof that Keycloak has verified already (RFC 9449), or a client certificate
 * (RFC 8705) if the client is set to bind tokens to it.
 */
public final class SenderProof {

    private static final Logger LOG = Logger.getLogger(SenderProof.class);

    private final KeycloakSession session;
    private final DPoP dpop;
    private final AccessToken.Confirmation confirmation;
    private final boolean certificateMissing;

    private SenderProof(
            KeycloakSession session, DPoP dpop, AccessToken.Confirmation confirmation, boolean certificateMissing) {
        this.session = session;
        this.dpop = dpop;
        this.confirmation = confirmation;
        this.certificateMissing = certificateMissing;
    }

    /**
     * What an agent's request for a token proves. The token is bound to a certificate where the client says so, and where an agent
     * that authenticates with one must prove a key.
     */
    public static SenderProof of(KeycloakSession session, ClientModel client, Agent agent) {
        boolean byCertificate = agent.credential().type() == CredentialType.TLS_CLIENT_AUTH;
        return of(
                session,
                boundToCertificate(client)
                        || (byCertificate
                                && new RealmStore(session)
                                        .rules(agent)
                                        .strictness()
                                        .senderConstraint()));
    }

    private static boolean boundToCertificate(ClientModel client) {
        return OIDCAdvancedConfigWrapper.fromClientModel(client).isUseMtlsHokToken();
    }

    private static SenderProof of(KeycloakSession session, boolean certificateWanted) {
        DPoP dpop = session.getAttribute(DPoPUtil.DPOP_SESSION_ATTRIBUTE, DPoP.class);
        AccessToken.Confirmation confirmation = null;
        if (certificateWanted) {
            confirmation = MtlsHoKTokenUtil.bindTokenWithClientCertificate(
                    session.getContext().getHttpRequest(), session);
        }
        boolean certificateMissing = certificateWanted && confirmation == null;
        if (dpop != null) {
            confirmation = confirmation == null ? new AccessToken.Confirmation() : confirmation;
            confirmation.setKeyThumbprint(dpop.getThumbprint());
        }
        return new SenderProof(session, dpop, confirmation, certificateMissing);
    }

    /**
     * Lets a request for a token through that proves what it must.
     *
     * @param constrained whether some key must be proven
     * @throws Refusal if no key was proven, or no certificate by a client whose tokens are bound to one
     */
    public void require(boolean constrained) {
        if (certificateMissing || (constrained && confirmation == null)) {
            throw new Refusal(Reason.SENDER_CONSTRAINT_REQUIRED, "this agent must prove a key");
        }
    }

    /** What a token issued now is bound to; {@code null} if no key was proven. */
    public AccessToken.Confirmation confirmation() {
        return confirmation;
    }

    /** The same by its thumbprints. */
    public KeyBinding binding() {
        return confirmation == null
                ? KeyBinding.NONE
                : new KeyBinding(
                        Optional.ofNullable(confirmation.getKeyThumbprint()),
                        Optional.ofNullable(confirmation.getCertThumbprint()));
    }

    /**
     * Whether a call of an API that shows a token of ours as its access token proves the key that the token is bound to. Keycloak
     * looks at proofs at its token endpoint only; here its validator does so for this call: method, address, the token's hash, time
     * and replay (RFC 9449 section 7.1). A bound token is not taken as a bearer token, nor one that is not bound as a bound one.
     *
     * @param encoded the token as it was sent
     */
    public static boolean provenByCall(KeycloakSession session, AccessToken token, String encoded) {
        AccessToken.Confirmation cnf = token.getConfirmation();
        boolean byKey = cnf != null && cnf.getKeyThumbprint() != null;
        if (byKey != TokenUtil.TOKEN_TYPE_DPOP.equals(token.getType())
                || (byKey && !Profile.isFeatureEnabled(Profile.Feature.DPOP))) {
            return false;
        }
        DPoPUtil.Validator validator = new DPoPUtil.Validator(session)
                .request(session.getContext().getHttpRequest())
                .uriInfo(session.getContext().getUri())
                .accessToken(encoded);
        try {
            DPoPUtil.withDPoPVerifier(
                            TokenVerifier.createWithoutSignature(token),
                            session.getContext().getRealm(),
                            validator)
                    .verify();
        } catch (VerificationException e) {
            LOG.debugf("proof refused: %s", e.getMessage());
            return false;
        }
        return cnf == null || (bound(cnf) && certificateProven(token, cnf, session));
    }

    /** Whether the key that a token is bound to is the one proven here. */
    public boolean proves(AccessToken token) {
        AccessToken.Confirmation cnf = token.getConfirmation();
        if (cnf == null) {
            return true;
        }
        try {
            if (cnf.getKeyThumbprint() != null) {
                if (dpop == null) {
                    return false;
                }
                DPoPUtil.validateBinding(token, dpop);
            }
        } catch (VerificationException e) {
            return false;
        }
        return bound(cnf) && certificateProven(token, cnf, session);
    }

    private static boolean bound(AccessToken.Confirmation cnf) {
        return cnf.getKeyThumbprint() != null || cnf.getCertThumbprint() != null;
    }

    private static boolean certificateProven(AccessToken token, AccessToken.Confirmation cnf, KeycloakSession session) {
        return cnf.getCertThumbprint() == null
                || MtlsHoKTokenUtil.verifyTokenBindingWithClientCertificate(
                        token, session.getContext().getHttpRequest(), session);
    }
}
