package io.agentidentity.agent.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.admin.Administrators;
import io.agentidentity.agent.adopt.Adoption;
import io.agentidentity.agent.guard.ForbiddenCalls;
import io.agentidentity.agent.lifecycle.AgentConflict;
import io.agentidentity.agent.lifecycle.AgentRoles;
import io.agentidentity.agent.lifecycle.Caller;
import io.agentidentity.agent.owner.Owners;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.Members;
import io.agentidentity.json.StrictJson;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Set;
import java.util.function.Supplier;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.ErrorResponse;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** One call of the admin API: who calls, what they may, and how errors are answered. */
record AdminRequest(
        KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth, AdminEventBuilder events) {

    void requireView() {
        if (!auth.hasOneAdminRole(AgentRoles.VIEW, AgentRoles.MANAGE)) {
            throw ForbiddenCalls.refused(session, realm, auth);
        }
    }

    void requireManage() {
        if (!auth.hasOneAdminRole(AgentRoles.MANAGE)) {
            throw ForbiddenCalls.refused(session, realm, auth);
        }
    }

    /** The realm's own administrator or the server's; a narrower role is not enough. */
    void requireRealmAdmin() {
        if (!Administrators.isOfRealm(realm, auth)) {
            throw ForbiddenCalls.refused(session, realm, auth);
        }
    }

    /** Whether the caller may manage a client by Keycloak's own rules; recorded if not. */
    boolean mayManage(ClientModel client) {
        boolean may = auth.clients().canManage(client);
        if (!may) {
            ForbiddenCalls.record(session, realm, auth);
        }
        return may;
    }

    /** The members of a body that may be left out, such as {@code {"reason"}}. */
    static ObjectNode members(String body, String... known) {
        JsonNode node = body == null || body.isBlank() ? StrictJson.object() : parse(body);
        return checked(() -> Members.object(node, "the body", Set.of(known)));
    }

    /** Says in Keycloak's admin events what an administrator did. */
    void event(OperationType operation, String type, String path, JsonNode representation) {
        AdminEventBuilder event = events.resource(type).operation(operation).resourcePath(path);
        if (representation != null) {
            event.representation(representation.deepCopy());
        }
        event.success();
    }

    /** Undoes whatever the request has changed, at its end. */
    void rollBack() {
        session.getTransactionManager().setRollbackOnly();
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
        } catch (InvalidInput e) {
            throw ErrorResponse.error(e.getMessage(), Response.Status.BAD_REQUEST);
        } catch (AgentConflict e) {
            throw ErrorResponse.error(e.getMessage(), Response.Status.CONFLICT);
        } catch (Adoption.NotTheirs e) {
            throw ErrorResponse.error(e.getMessage(), Response.Status.FORBIDDEN);
        } catch (Owners.DirectoryAway e) {
            throw ErrorResponse.error("try again later: " + e.getMessage(), Response.Status.SERVICE_UNAVAILABLE);
        }
    }

    static RuntimeException badRequest(String message) {
        return ErrorResponse.error(message, Response.Status.BAD_REQUEST);
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

    static int first(String first) {
        return ListParameters.first(first);
    }

    static int max(String max) {
        return ListParameters.max(max);
    }

    /** A switch of a query. Taking anything unknown for off would do for real what was meant as a dry run. */
    static boolean flag(String name, String text) {
        if (text == null || "false".equals(text)) {
            return false;
        }
        if ("true".equals(text)) {
            return true;
        }
        throw badRequest(name + " must be true or false");
    }
}
