package io.agentidentity.agent.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.lifecycle.AgentConflict;
import io.agentidentity.agent.lifecycle.AgentRoles;
import io.agentidentity.agent.lifecycle.Caller;
import io.agentidentity.agent.owner.Owners;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.Members;
import io.agentidentity.json.StrictJson;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Set;
import java.util.function.Supplier;
import org.keycloak.Config;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.AdminRoles;
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

    /** The realm's own administrator or the server's; a narrower role is not enough. */
    void requireRealmAdmin() {
        boolean ofServer = auth.adminAuth().getRealm().getName().equals(Config.getAdminRealm())
                && auth.adminAuth().hasRealmRole(AdminRoles.ADMIN);
        boolean ofRealm = auth.adminAuth().getRealm().equals(realm) && auth.hasOneAdminRole(AdminRoles.REALM_ADMIN);
        if (!ofServer && !ofRealm) {
            throw new ForbiddenException();
        }
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

    /** Bounds come as text, because JAX-RS answers one that is no number with 404. */
    static int first(String first) {
        return number("first", first, 0);
    }

    static int max(String max) {
        return Math.min(number("max", max, DEFAULT_PAGE), MAX_PAGE);
    }

    private static int number(String name, String text, int absent) {
        if (text == null) {
            return absent;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through to the refusal below.
        }
        throw badRequest(name + " must be a whole number from 0 on");
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
