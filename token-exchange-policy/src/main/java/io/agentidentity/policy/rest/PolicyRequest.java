package io.agentidentity.policy.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.guard.ForbiddenCalls;
import io.agentidentity.agent.lifecycle.AgentRoles;
import io.agentidentity.agent.lifecycle.Caller;
import io.agentidentity.agent.rest.ListParameters;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.Members;
import io.agentidentity.json.StrictJson;
import io.agentidentity.policy.InvalidRules;
import io.agentidentity.policy.RuleProblem;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.ErrorResponse;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** One call of the admin API of rules: who calls, what they may, and how errors are answered. */
record PolicyRequest(
        KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth, AdminEventBuilder events) {

    private static final int MAX_BODY = 1024 * 1024;

    void requireView() {
        require(AgentRoles.VIEW, AgentRoles.MANAGE);
    }

    void requireManage() {
        require(AgentRoles.MANAGE);
    }

    Caller caller() {
        return Caller.ofAdmin(
                session,
                AuditLog.issuer(session, auth.adminAuth().getRealm()),
                auth.adminAuth().getUser());
    }

    /** The body, in which there may be these members. */
    static ObjectNode object(String body, Set<String> known) {
        return checked(() -> {
            if (body == null || body.length() > MAX_BODY) {
                throw new InvalidInput("the body must hold JSON of at most " + MAX_BODY + " characters");
            }
            return Members.object(StrictJson.parse(body), "the body", known);
        });
    }

    /** Runs a step and answers with 400 if what was sent is wrong; of rules with everything that is. */
    static <T> T checked(Supplier<T> step) {
        try {
            return step.get();
        } catch (InvalidInput e) {
            throw ErrorResponse.error(e.getMessage(), Response.Status.BAD_REQUEST);
        } catch (StrictJson.MalformedJson e) {
            throw ErrorResponse.error(
                    "the body is not acceptable JSON: " + e.getMessage(), Response.Status.BAD_REQUEST);
        } catch (InvalidRules e) {
            int number = e.problems().size();
            ObjectNode answer = StrictJson.object()
                    .put(
                            "errorMessage",
                            number == 1 ? "1 problem with the rules" : number + " problems with the rules");
            answer.set("problems", problems(e));
            throw new WebApplicationException(json(Response.Status.BAD_REQUEST, answer));
        }
    }

    static ArrayNode problems(InvalidRules invalid) {
        ArrayNode list = StrictJson.array(List.of());
        invalid.problems().stream().map(RuleProblem::toJson).forEach(list::add);
        return list;
    }

    static int first(String first) {
        return ListParameters.first(first);
    }

    static int max(String max) {
        return ListParameters.max(max);
    }

    static Response json(Response.Status status, JsonNode node) {
        return Response.status(status)
                .entity(StrictJson.write(node))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header("Cache-Control", "no-store")
                .build();
    }

    private void require(String... roles) {
        if (!auth.hasOneAdminRole(roles)) {
            throw ForbiddenCalls.refused(session, realm, auth);
        }
    }
}
