package io.agentidentity.token;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Optional;
import org.keycloak.common.util.SecretGenerator;
import org.keycloak.jose.jws.JWSInput;
import org.keycloak.jose.jws.JWSInputException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.encode.AccessTokenContext;
import org.keycloak.protocol.oidc.encode.TokenContextEncoderProvider;
import org.keycloak.util.JsonSerialization;

/**
 * Ids of tokens of ours: of Keycloak's session type ONLINE in a token without {@code sid}, so that Keycloak's own verifiers
 * refuse the token by their own rules.
 */
public final class TokenIds {

    /** The default encoder is ours, which names no token for an agent. */
    private static final String KEYCLOAKS_ENCODER = "default";

    private TokenIds() {}

    /** A new id for a token of this grant. */
    static String generate(KeycloakSession session, String grantType) {
        return session.getProvider(TokenContextEncoderProvider.class, KEYCLOAKS_ENCODER)
                .encodeTokenId(new AccessTokenContext(
                        AccessTokenContext.SessionType.ONLINE,
                        AccessTokenContext.TokenType.REGULAR,
                        grantType,
                        SecretGenerator.getInstance().generateSecureID()));
    }

    /**
     * The id of a token that may be one of ours, read without verifying anything.
     *
     * <p>A token that Keycloak issued to anybody else has a {@code sid} or another session type, so this spares ordinary
     * requests the look-up of a row. A forged token gets a look-up and is then refused by its signature.
     */
    public static Optional<String> possiblyOurs(String token) {
        return payload(token)
                .filter(claims -> !claims.hasNonNull("sid"))
                .map(claims -> claims.path("jti").asText(""))
                .filter(jti -> jti.startsWith(AccessTokenContext.SessionType.ONLINE.getShortcut()));
    }

    /** The client that a token says it was issued to, read without verifying anything; good for refusing only. */
    public static Optional<String> claimedClient(String token) {
        return payload(token).map(claims -> claims.path("azp").textValue());
    }

    /** Read as Keycloak's verifiers read it, or one of them could accept what is not recognised here. */
    private static Optional<JsonNode> payload(String token) {
        if (token == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(JsonSerialization.mapper.readTree(new JWSInput(token).getContent()));
        } catch (IOException | JWSInputException e) {
            return Optional.empty();
        }
    }
}
