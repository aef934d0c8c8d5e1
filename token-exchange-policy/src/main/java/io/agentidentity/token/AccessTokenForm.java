package io.agentidentity.token;

import java.util.Set;
import org.keycloak.TokenVerifier;
import org.keycloak.common.VerificationException;
import org.keycloak.common.util.Time;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.JsonWebToken;

/**
 * What Keycloak's verifiers of access tokens leave open: a token of another kind says so in its header (RFC 8725 section 3.11), and
 * none is from the future.
 */
public final class AccessTokenForm {

    /** How much further than ours the clock of the node may be that issued a token. */
    static final int MAX_AHEAD_SECONDS = 15;

    private static final Set<String> TYPES = Set.of("JWT", "at+jwt", "application/at+jwt");

    private AccessTokenForm() {}

    /** Adds both checks to a verifier. */
    public static void require(TokenVerifier<AccessToken> verifier) {
        verifier.withChecks(token -> {
            if (!isAccessToken(verifier.getHeader().getType())) {
                throw new VerificationException("Not an access token by its header");
            }
            if (!notAhead(token, Time.currentTime())) {
                throw new VerificationException("Token was issued in the future");
            }
            return true;
        });
    }

    /** Whether a header's {@code typ} is that of an access token, or not there at all. */
    static boolean isAccessToken(String type) {
        return type == null || TYPES.stream().anyMatch(type::equalsIgnoreCase);
    }

    /** Whether a token says when it was issued, and that is not after now. */
    static boolean notAhead(JsonWebToken token, long now) {
        return token.getIat() != null && token.getIat() <= now + MAX_AHEAD_SECONDS;
    }
}
