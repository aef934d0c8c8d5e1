package io.agentidentity.audit;

import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;

/** The trace that the current request belongs to. */
public final class RequestTrace {

    private static final String HEADER = "traceparent";
    private static final String ATTRIBUTE = "agent-identity.trace";

    private RequestTrace() {}

    /** What the request says, or the beginning of a new trace if it says nothing that is well-formed; none outside a request. */
    public static Optional<TraceContext> of(KeycloakSession session) {
        if (!AuditLog.inRequest(session)) {
            return Optional.empty();
        }
        TraceContext trace = session.getAttribute(ATTRIBUTE, TraceContext.class);
        if (trace == null) {
            trace = TraceContext.parse(headers(session)).orElseGet(TraceContext::begin);
            session.setAttribute(ATTRIBUTE, trace);
        }
        return Optional.of(trace);
    }

    private static List<String> headers(KeycloakSession session) {
        // Keycloak's thread that counts failed logins has a request without headers.
        HttpHeaders headers = session.getContext().getRequestHeaders();
        List<String> values = headers == null ? null : headers.getRequestHeader(HEADER);
        return values == null ? List.of() : values;
    }
}
