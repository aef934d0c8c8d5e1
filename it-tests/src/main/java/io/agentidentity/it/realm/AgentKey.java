package io.agentidentity.it.realm;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.dpop.DefaultDPoPProofFactory;
import com.nimbusds.oauth2.sdk.token.DPoPAccessToken;
import java.net.URI;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;

/** The key with which an agent signs its client assertions. */
public record AgentKey(ECKey key) {

    public static AgentKey generate() {
        try {
            return new AgentKey(new ECKeyGenerator(Curve.P_256)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.ES256)
                    .keyIDFromThumbprint(true)
                    .generate());
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public JsonNode publicJwk() {
        return Json.parse(key.toPublicJWK().toJSONString());
    }

    /** A client assertion (RFC 7523) that is good once and for a minute. */
    public String clientAssertion(String clientId, String audience) {
        Instant now = Instant.now();
        return sign(new JWTClaimsSet.Builder()
                .issuer(clientId)
                .subject(clientId)
                .audience(audience)
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(60)))
                .build());
    }

    /** A DPoP proof (RFC 9449) for one request of the token endpoint, good once. */
    public String proof(String method, String uri) {
        return proof(method, uri, null);
    }

    /** The same for a request that shows an access token, whose hash it holds; without one if that is {@code null}. */
    public String proof(String method, String uri, String accessToken) {
        try {
            return new DefaultDPoPProofFactory(key, JWSAlgorithm.ES256)
                    .createDPoPJWT(
                            method, URI.create(uri), accessToken == null ? null : new DPoPAccessToken(accessToken))
                    .serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The thumbprint by which a token names the key (RFC 7638). */
    public String thumbprint() {
        try {
            return key.computeThumbprint().toString();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Any claims, signed. */
    public String sign(JWTClaimsSet claims) {
        return sign("JWT", claims);
    }

    /** Any claims, signed as a token of that type ({@code typ}). */
    public String sign(String type, JWTClaimsSet claims) {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(new JOSEObjectType(type))
                        .keyID(key.getKeyID())
                        .build(),
                claims);
        try {
            jwt.sign(new ECDSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return jwt.serialize();
    }
}
