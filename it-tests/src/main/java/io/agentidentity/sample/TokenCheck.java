package io.agentidentity.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.net.URI;
import java.text.ParseException;
import java.util.Set;

/** Whether a token is good at this server, and what it says. */
interface TokenCheck {

    /**
     * Whose token it is.
     *
     * @throws Refusal if the token is not good here
     * @throws Keycloak.KeycloakAway if nobody can tell
     */
    Caller check(String token);

    /** Asks the realm about each token: sees at once what has ended. */
    static TokenCheck byIntrospection(Keycloak keycloak, URI resource) {
        return token -> {
            JsonNode facts = keycloak.introspect(token);
            if (!facts.path("active").asBoolean() || !facts.path("aud").asText().equals(resource.toString())) {
                throw Refusal.invalidToken("the token is not active here");
            }
            return new Caller(token, facts);
        };
    }

    /**
     * Checks the signature and the claims here. Costs no request, but what has ended looks good until the token runs out: enough
     * only where each call is asked about as well.
     */
    static TokenCheck bySignature(Keycloak keycloak, URI resource) {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        // A logout token or a SET is signed by the same keys; its type tells it apart.
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
                resource.toString(),
                new JWTClaimsSet.Builder().issuer(keycloak.issuer().toString()).build(),
                Set.of("sub", "client_id", "exp", "jti")));
        return token -> {
            try {
                if (processor.getJWSKeySelector() == null) {
                    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(
                            Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256), keycloak.keys()));
                }
                return new Caller(
                        token, StrictMapper.tree(processor.process(token, null).toJSONObject()));
            } catch (ParseException | BadJOSEException e) {
                throw Refusal.invalidToken("the token is not good here");
            } catch (JOSEException e) {
                throw new Keycloak.KeycloakAway(e);
            }
        };
    }
}
