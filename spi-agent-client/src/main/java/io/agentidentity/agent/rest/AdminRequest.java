package io.agentidentity.agent.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.agent.InvalidAgent;
import io.agentidentity.agent.lifecycle.AgentConflict;
import io.agentidentity.agent.lifecycle.AgentRoles;
import io.agentidentity.agent.lifecycle.Caller;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.json.StrictJson;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.function.Supplier;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.ErrorResponse;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** One call of the admin API: who calls, what they may, and how errors are answered. */
record AdminRequest(
        KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth, AdminEventBuilder events) {

    private static final int DEFAULT_PAGE = 100;
    private static final int MAX_PAGE = 1000;

    void requireView() {
        if (!auth.hasOneAdminRole(AgentRoles.VIEW, AgentRoles.MANAGE)) {
            throw new ForbiddenException();
        }
    }

    void requireManage() {
        if (!auth.hasOneAdminRole(AgentRoles.MANAGE)) {
            throw new ForbiddenException();
        }
    }

    Caller caller() {
        return Caller.ofAdmin(
                session,
                AuditLog.issuer(session, auth.adminAuth().getRealm()),
                auth.adminAuth().getUser());
    }

    /** Runs a step and answers broken rules with 400, conflicts with 409, as Keycloak does. */
    static <T> T checked(Supplier<T> step) {
        try {
            return step.get();
        } catch (InvalidAgent e) {
            throw ErrorResponse.error(e.getMessage(), Response.Status.BAD_REQUEST);
        } catch (AgentConflict e) {
            throw ErrorResponse.error(e.getMessage(), Response.Status.CONFLICT);
        }
    }

    static JsonNode parse(String body) {
        try {
            return StrictJson.parse(body == null ? "" : body);
        } catch (StrictJson.MalformedJson e) {
            throw ErrorResponse.error(
                    "the body is not acceptable JSON: " + e.getMessage(), Response.Status.BAD_REQUEST);
        }
    }

    static Response json(JsonNode node) {
        return Response.ok(StrictJson.write(node), MediaType.APPLICATION_JSON_TYPE)
                .build();
    }

    static int first(Integer first) {
        if (first != null && first < 0) {
            throw ErrorResponse.error("first must not be negative", Response.Status.BAD_REQUEST);
        }
        return first == null ? 0 : first;
    }

    static int max(Integer max) {
        if (max != null && max < 0) {
            throw ErrorResponse.error("max must not be negative", Response.Status.BAD_REQUEST);
        }
        return max == null ? DEFAULT_PAGE : Math.min(max, MAX_PAGE);
    }
}
