package io.agentidentity.decision.rest;

import io.agentidentity.audit.AuditLog;
import io.agentidentity.json.StrictJson;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Where decisions are to be had (AuthZEN 1.0 section 9). */
public final class AccessMetadata {

    private final KeycloakSession session;
    private final RealmModel realm;

    public AccessMetadata(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    @GET
    @Path("authzen-configuration")
    @Produces(MediaType.APPLICATION_JSON)
    public Response configuration() {
        String point = AuditLog.issuer(session, realm) + "/agents";
        return Response.ok(
                        StrictJson.write(StrictJson.object()
                                .put("policy_decision_point", point)
                                .put("access_evaluation_endpoint", point + "/access/v1/evaluation")
                                .put("access_evaluations_endpoint", point + "/access/v1/evaluations")),
                        MediaType.APPLICATION_JSON_TYPE)
                .header("Cache-Control", "no-cache")
                .build();
    }
}
