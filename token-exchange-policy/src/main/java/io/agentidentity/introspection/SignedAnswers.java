package io.agentidentity.introspection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.json.StrictJson;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.lang.annotation.Annotation;
import org.keycloak.common.util.Time;
import org.keycloak.crypto.Algorithm;
import org.keycloak.crypto.SignatureProvider;
import org.keycloak.jose.jws.JWSBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.util.JsonSerialization;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * Introspection answers as signed JWTs (RFC 9701) for whoever asks for that media type, whatever token they ask about: a resource
 * server cannot know which kind it holds. Keycloak's endpoint answers as JSON; that answer is put into the JWT as it is.
 */
@Provider
@PreMatching
public final class SignedAnswers implements ContainerRequestFilter, ContainerResponseFilter {

    private static final String TYPE = "token-introspection+jwt";
    private static final MediaType MEDIA_TYPE = new MediaType("application", TYPE);
    private static final String WANTED = SignedAnswers.class.getName();
    private static final Annotation[] NONE = {};

    /** The algorithm that a realm's answers are signed with. */
    public static String algorithm(RealmModel realm) {
        String chosen = realm.getDefaultSignatureAlgorithm();
        return chosen == null || chosen.isEmpty() ? Algorithm.RS256 : chosen;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        String accept = request.getHeaderString(HttpHeaders.ACCEPT);
        if (accept != null
                && accept.contains(TYPE)
                && HttpMethod.POST.equals(request.getMethod())
                && request.getUriInfo().getPath().endsWith("/protocol/openid-connect/token/introspect")
                && request.getAcceptableMediaTypes().get(0).isCompatible(MEDIA_TYPE)) {
            request.setProperty(WANTED, true);
            request.getHeaders().putSingle(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON);
        }
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) throws IOException {
        if (response.getStatus() != 200 || request.getProperty(WANTED) == null) {
            return;
        }
        JsonNode facts = response.getEntity() instanceof byte[] bytes
                ? JsonSerialization.mapper.readTree(bytes)
                : JsonSerialization.mapper.readTree(String.valueOf(response.getEntity()));
        response.setEntity(signed(KeycloakSessionUtil.getKeycloakSession(), facts), NONE, MEDIA_TYPE);
    }

    private static String signed(KeycloakSession session, JsonNode facts) {
        RealmModel realm = session.getContext().getRealm();
        ObjectNode answer = StrictJson.object()
                .put("iss", AuditLog.issuer(session, realm))
                .put("aud", session.getContext().getClient().getClientId())
                .put("iat", Time.currentTime());
        answer.set("token_introspection", facts);
        return new JWSBuilder()
                .type(TYPE)
                .jsonContent(answer)
                .sign(session.getProvider(SignatureProvider.class, algorithm(realm))
                        .signer());
    }
}
