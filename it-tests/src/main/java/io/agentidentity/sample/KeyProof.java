package io.agentidentity.sample;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.dpop.JWKThumbprintConfirmation;
import com.nimbusds.oauth2.sdk.dpop.verifiers.AccessTokenValidationException;
import com.nimbusds.oauth2.sdk.dpop.verifiers.DPoPIssuer;
import com.nimbusds.oauth2.sdk.dpop.verifiers.DPoPProtectedResourceRequestVerifier;
import com.nimbusds.oauth2.sdk.dpop.verifiers.InMemoryDPoPSingleUseChecker;
import com.nimbusds.oauth2.sdk.dpop.verifiers.InvalidDPoPProofException;
import com.nimbusds.oauth2.sdk.token.DPoPAccessToken;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.text.ParseException;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** Proofs of the key that a token is bound to (RFC 9449), each good once. */
final class KeyProof {

    private static final long CLOCK_SKEW_SECONDS = 10;
    private static final long MAX_AGE_SECONDS = 60;
    private static final long PURGE_SECONDS = 60;

    private final InMemoryDPoPSingleUseChecker used =
            new InMemoryDPoPSingleUseChecker(MAX_AGE_SECONDS + 2 * CLOCK_SKEW_SECONDS, PURGE_SECONDS);
    private final DPoPProtectedResourceRequestVerifier verifier = new DPoPProtectedResourceRequestVerifier(
            Set.of(JWSAlgorithm.ES256), CLOCK_SKEW_SECONDS, MAX_AGE_SECONDS, used);

    /** Whether a request at an address proves the key that its token names. */
    boolean given(HttpServletRequest request, URI address, Caller caller) {
        List<String> proofs = Collections.list(request.getHeaders("DPoP"));
        String thumbprint = caller.facts().at("/cnf/jkt").asText();
        if (proofs.size() != 1 || thumbprint.isEmpty()) {
            return false;
        }
        try {
            verifier.verify(
                    request.getMethod(),
                    address,
                    new DPoPIssuer(caller.facts().path("client_id").asText()),
                    SignedJWT.parse(proofs.get(0)),
                    new DPoPAccessToken(caller.token()),
                    new JWKThumbprintConfirmation(new Base64URL(thumbprint)),
                    null);
            return true;
        } catch (ParseException | JOSEException | InvalidDPoPProofException | AccessTokenValidationException e) {
            return false;
        }
    }

    void close() {
        used.shutdown();
    }
}
