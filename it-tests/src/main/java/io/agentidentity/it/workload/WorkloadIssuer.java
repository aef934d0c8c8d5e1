package io.agentidentity.it.workload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jwt.JWTClaimsSet;
import io.agentidentity.it.realm.AgentKey;
import io.agentidentity.it.realm.Form;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.TestRealm;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.UUID;

/**
 * Somebody outside of Keycloak who gives workloads tokens that say who they are, and whom a realm trusts under an alias.
 * Each has a key of its own and publishes it on the loopback address.
 */
public final class WorkloadIssuer implements AutoCloseable {

    private static final Duration LIFE = Duration.ofMinutes(4);

    private final IssuerKind kind;
    private final String alias;
    private final String trustDomain;
    private volatile AgentKey key = AgentKey.generate();
    private final IssuerEndpoints endpoints = IssuerEndpoints.start(() -> key);

    private WorkloadIssuer(IssuerKind kind, String alias, String trustDomain) {
        this.kind = kind;
        this.alias = alias;
        this.trustDomain = trustDomain;
    }

    /** A SPIFFE trust domain, as in {@code spiffe://example.org}; its tokens are JWT-SVIDs. */
    public static WorkloadIssuer spiffe(String alias, String trustDomain) {
        return new WorkloadIssuer(IssuerKind.SPIFFE, alias, trustDomain);
    }

    /** An OpenID provider, such as a CI system has. */
    public static WorkloadIssuer oidc(String alias) {
        return new WorkloadIssuer(IssuerKind.OIDC, alias, "");
    }

    /** The API server of a Kubernetes cluster. */
    public static WorkloadIssuer kubernetes(String alias) {
        return new WorkloadIssuer(IssuerKind.KUBERNETES, alias, "");
    }

    /** The address of what it publishes; the issuer of its tokens, but for SVIDs, which name none. */
    public String url() {
        return endpoints.url();
    }

    /** Makes the identity provider that stands for it in a realm. */
    public void trustedBy(TestRealm realm) {
        ObjectNode provider = Json.object()
                .put("alias", alias)
                .put("providerId", kind.providerId())
                .put("enabled", true);
        provider.set("config", Json.of(kind == IssuerKind.SPIFFE ? spiffeSettings() : oidcSettings()));
        realm.admin().post("/identity-provider/instances", provider).expect(201);
    }

    private Map<String, String> spiffeSettings() {
        // 26.4 reads the trust domain from the issuer.
        return Map.of("trustDomain", trustDomain, "issuer", trustDomain, "bundleEndpoint", url() + "/bundle");
    }

    private Map<String, String> oidcSettings() {
        return Map.of(
                "issuer", url(),
                "jwksUrl", url() + "/jwks",
                "useJwksUrl", "true",
                "validateSignature", "true",
                "supportsClientAssertions", "true",
                "authorizationUrl", url() + "/unused",
                "tokenUrl", url() + "/unused",
                "clientId", "unused",
                "clientSecret", "unused");
    }

    /** The attributes of a client with the authenticator {@code federated-jwt} that this workload is. */
    public Map<String, String> clientAttributes(String subject) {
        return Map.of("jwt.credential.issuer", alias, "jwt.credential.sub", subject);
    }

    /** A token for one audience, good once and for some minutes. */
    public String token(String subject, String audience) {
        return sign(claims(subject, audience).build());
    }

    /** The token of a Kubernetes service account, whose subject is {@code system:serviceaccount:NAMESPACE:NAME}. */
    public String serviceAccountToken(String namespace, String name, String audience) {
        return sign(claims("system:serviceaccount:" + namespace + ":" + name, audience)
                .claim("kubernetes.io", Map.of("namespace", namespace, "serviceaccount", Map.of("name", name)))
                .build());
    }

    /** What is in its tokens, to be changed and signed. */
    public JWTClaimsSet.Builder claims(String subject, String audience) {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(kind == IssuerKind.SPIFFE ? null : url())
                .subject(subject)
                .audience(audience)
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(LIFE)));
    }

    /** Any claims, signed by its key. */
    public String sign(JWTClaimsSet claims) {
        return key.sign(claims);
    }

    /** Adds the parameters by which the holder of a token authenticates; it needs no {@code client_id}. */
    public Form authenticated(Form form, String token) {
        return form.and("client_assertion_type", kind.assertionType()).and("client_assertion", token);
    }

    /** Takes a new key and publishes that one only. */
    public void rotateKey() {
        key = AgentKey.generate();
    }

    @Override
    public void close() {
        endpoints.close();
    }
}
