package io.agentidentity.token;

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

    private SenderProof(KeycloakSession session, DPoP dpop, AccessToken.Confirmation confirmation) {
        this.session = session;
        this.dpop = dpop;
        this.confirmation = confirmation;
    }

    public static SenderProof of(KeycloakSession session, ClientModel client) {
        DPoP dpop = session.getAttribute(DPoPUtil.DPOP_SESSION_ATTRIBUTE, DPoP.class);
        AccessToken.Confirmation confirmation = null;
        if (OIDCAdvancedConfigWrapper.fromClientModel(client).isUseMtlsHokToken()) {
            confirmation = MtlsHoKTokenUtil.bindTokenWithClientCertificate(
                    session.getContext().getHttpRequest(), session);
        }
        if (dpop != null) {
            confirmation = confirmation == null ? new AccessToken.Confirmation() : confirmation;
            confirmation.setKeyThumbprint(dpop.getThumbprint());
        }
        return new SenderProof(session, dpop, confirmation);
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
