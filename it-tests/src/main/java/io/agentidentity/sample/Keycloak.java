package io.agentidentity.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.common.contenttype.ContentType;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.Resource;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.TokenIntrospectionRequest;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;

/** The realm, as a resource server talks to it: with a client and a service account of its own. */
public final class Keycloak {

    private static final int CONNECT_MILLIS = 2000;
    private static final int READ_MILLIS = 5000;
    private static final int RENEW_SECONDS_BEFORE = 10;

    private final URI issuer;
    private final ClientSecretPost credentials;
    private final HTTPRequestSender http;
    private final Clock clock;
    private AuthorizationServerMetadata metadata;
    private AccessToken own;
    private Instant renew = Instant.EPOCH;

    /**
     * @param issuer {@code https://HOST/realms/{realm}}
     * @param clientId the client that resource URIs of the server belong to; it has a service account
     * @param http how requests are sent
     */
    public Keycloak(URI issuer, String clientId, String secret, HTTPRequestSender http, Clock clock) {
        this.issuer = issuer;
        this.credentials = new ClientSecretPost(new ClientID(clientId), new Secret(secret));
        this.http = http;
        this.clock = clock;
    }

    URI issuer() {
        return issuer;
    }

    Clock clock() {
        return clock;
    }

    /** What the realm says of a token (RFC 7662). */
    JsonNode introspect(String token) {
        return json(new TokenIntrospectionRequest(
                        metadata().getIntrospectionEndpointURI(), credentials, new BearerAccessToken(token))
                .toHTTPRequest());
    }

    /** The keys by which the realm signs. */
    JWKSource<SecurityContext> keys() {
        try {
            return JWKSourceBuilder.<SecurityContext>create(
                            metadata().getJWKSetURI().toURL(),
                            url -> new Resource(
                                    json(new HTTPRequest(HTTPRequest.Method.GET, url))
                                            .toString(),
                                    "application/json"))
                    .build();
        } catch (MalformedURLException e) {
            throw new KeycloakAway(e);
        }
    }

    /** Posts JSON below the issuer, as this server. */
    JsonNode post(String path, JsonNode body, Map<String, String> headers) {
        HTTPRequest request = new HTTPRequest(HTTPRequest.Method.POST, URI.create(issuer + path));
        request.setAuthorization(own().toAuthorizationHeader());
        request.setEntityContentType(ContentType.APPLICATION_JSON);
        headers.forEach(request::setHeader);
        request.setBody(body.toString());
        return json(request);
    }

    /** A token of this server's own service account, kept for as long as it is good. */
    private synchronized AccessToken own() {
        if (!clock.instant().isBefore(renew)) {
            TokenRequest request = new TokenRequest.Builder(
                            metadata().getTokenEndpointURI(), credentials, new ClientCredentialsGrant())
                    .build();
            try {
                own = TokenResponse.parse(send(request.toHTTPRequest()))
                        .toSuccessResponse()
                        .getTokens()
                        .getAccessToken();
            } catch (ParseException | ClassCastException e) {
                throw new KeycloakAway(e);
            }
            renew = clock.instant().plusSeconds(own.getLifetime() - RENEW_SECONDS_BEFORE);
        }
        return own;
    }

    private synchronized AuthorizationServerMetadata metadata() {
        if (metadata == null) {
            String document = issuer + "/.well-known/oauth-authorization-server";
            try {
                AuthorizationServerMetadata read = AuthorizationServerMetadata.parse(
                        json(new HTTPRequest(HTTPRequest.Method.GET, URI.create(document)))
                                .toString());
                if (!read.getIssuer().getValue().equals(issuer.toString())) {
                    throw new KeycloakAway("the metadata is that of another issuer");
                }
                metadata = read;
            } catch (ParseException e) {
                throw new KeycloakAway(e);
            }
        }
        return metadata;
    }

    private JsonNode json(HTTPRequest request) {
        HTTPResponse response = send(request);
        if (response.getStatusCode() != 200) {
            throw new KeycloakAway("HTTP " + response.getStatusCode());
        }
        return StrictMapper.parse(response.getBody()).orElseThrow(() -> new KeycloakAway("it answers no JSON"));
    }

    private HTTPResponse send(HTTPRequest request) {
        request.setConnectTimeout(CONNECT_MILLIS);
        request.setReadTimeout(READ_MILLIS);
        request.setFollowRedirects(false);
        try {
            return request.send(http);
        } catch (IOException e) {
            throw new KeycloakAway(e);
        }
    }

    /** Nothing is served then: what nobody can check is not allowed. */
    static final class KeycloakAway extends RuntimeException {

        private static final long serialVersionUID = 1L;

        KeycloakAway(String message) {
            super(message);
        }

        KeycloakAway(Exception cause) {
            super(cause);
        }
    }
}
