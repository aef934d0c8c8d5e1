package io.agentidentity.audit.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.agent.admin.Administrators;
import io.agentidentity.agent.guard.ForbiddenCalls;
import io.agentidentity.agent.lifecycle.AgentConflict;
import io.agentidentity.agent.lifecycle.AgentRoles;
import io.agentidentity.agent.lifecycle.Caller;
import io.agentidentity.agent.owner.Owners;
import io.agentidentity.agent.realm.Sinks;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.StrictJson;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.function.Supplier;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.ErrorResponse;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** One call of the admin API of records: who calls, what they may, and how errors are answered. */
record AuditRequest(
        KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth, AdminEventBuilder events) {

    void requireView() {
        require(auth.hasOneAdminRole(AgentRoles.VIEW, AgentRoles.MANAGE));
    }

    void requireManage() {
        require(mayManage());
    }

    void requireRealmAdmin() {
        require(Administrators.isOfRealm(realm, auth));
    }

    void requireServerAdmin() {
        require(Administrators.isOfServer(auth));
    }

    boolean mayManage() {
        return auth.hasOneAdminRole(AgentRoles.MANAGE);
    }

    private void require(boolean may) {
        if (!may) {
            throw ForbiddenCalls.refused(session, realm, auth);
        }
    }

    Sinks sinks() {
        return new Sinks(session, realm, caller());
    }

    Caller caller() {
        return Caller.ofAdmin(
                session,
                AuditLog.issuer(session, auth.adminAuth().getRealm()),
                auth.adminAuth().getUser());
    }

    /** Says in Keycloak's admin events what an administrator did. */
    void event(OperationType operation, String type, String path, JsonNode change) {
        AdminEventBuilder event = events.resource(type).operation(operation).resourcePath("agents/audit/" + path);
        if (change != null) {
            event.representation(change);
        }
        event.success();
    }

    static JsonNode parse(String body) {
        try {
            return StrictJson.parse(body == null ? "" : body);
        } catch (StrictJson.MalformedJson e) {
            throw ErrorResponse.error(
                    "the body is not acceptable JSON: " + e.getMessage(), Response.Status.BAD_REQUEST);
        }
    }

    /** Runs a step and answers broken rules with 400, conflicts with 409, a directory that is away with 503. */
    static <T> T checked(Supplier<T> step) {
        try {
            return step.get();
        } catch (InvalidInput e) {
            throw ErrorResponse.error(e.getMessage(), Response.Status.BAD_REQUEST);
        } catch (AgentConflict e) {
            throw ErrorResponse.error(e.getMessage(), Response.Status.CONFLICT);
        } catch (Owners.DirectoryAway e) {
            throw ErrorResponse.error("try again later: " + e.getMessage(), Response.Status.SERVICE_UNAVAILABLE);
        }
    }

    static Response json(JsonNode node) {
        return Response.ok(StrictJson.write(node), MediaType.APPLICATION_JSON_TYPE)
                .build();
    }
}
