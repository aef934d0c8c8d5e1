package io.agentidentity.token;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.credential.CredentialType;
import io.agentidentity.refusal.Reason;
import io.agentidentity.refusal.Refusal;
import org.keycloak.common.VerificationException;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.OIDCAdvancedConfigWrapper;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.dpop.DPoP;
import org.keycloak.services.util.DPoPUtil;
import org.keycloak.services.util.MtlsHoKTokenUtil;

/**
 * The key that the current request proves: a DPoP proof that Keycloak has verified already (RFC 9449), or a client certificate
 * (RFC 8705) if the client is set to bind tokens to it.
 */
public final class SenderProof {

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

    /** What the current request proves, whoever sent it. */
    public static SenderProof of(KeycloakSession session, ClientModel client) {
        return of(session, boundToCertificate(client));
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
                        || (byCertificate && agent.strictness().senderConstraint()));
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
        boolean bound = cnf.getKeyThumbprint() != null || cnf.getCertThumbprint() != null;
        return bound
                && (cnf.getCertThumbprint() == null
                        || MtlsHoKTokenUtil.verifyTokenBindingWithClientCertificate(
                                token, session.getContext().getHttpRequest(), session));
    }
}
