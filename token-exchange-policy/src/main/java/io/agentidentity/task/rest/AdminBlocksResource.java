package io.agentidentity.task.rest;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.Rank;
import io.agentidentity.agent.guard.ForbiddenCalls;
import io.agentidentity.agent.lifecycle.AgentRoles;
import io.agentidentity.agent.lifecycle.Caller;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.task.lifecycle.Blocks;
import io.agentidentity.task.store.BlockStore;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** {@code …/agents/{id}/blocks} of the admin API: for whom the agent may not work, whoever said so. */
public final class AdminBlocksResource {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Agent agent;
    private final AdminPermissionEvaluator auth;
    private final AdminEventBuilder events;

    public AdminBlocksResource(
            KeycloakSession session,
            RealmModel realm,
            Agent agent,
            AdminPermissionEvaluator auth,
            AdminEventBuilder events) {
        this.session = session;
        this.realm = realm;
        this.agent = agent;
        this.auth = auth;
        this.events = events;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response list() {
        require(AgentRoles.VIEW, AgentRoles.MANAGE);
        return TaskView.json(new BlockView(realm)
                .whole(new BlockStore(session).list(realm.getId(), Optional.of(agent.id()), Optional.empty())));
    }

    @PUT
    @Path("{user}")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Response set(@PathParam("user") String idOrName, String body) {
        require(AgentRoles.MANAGE);
        String reason = EndReason.parse(body);
        String user = user(idOrName).getId();
        Response answer = TaskView.json(
                BlockView.ended(new Blocks(session, realm).set(agent, user, Rank.ADMIN, caller(), reason)));
        event(OperationType.CREATE, user);
        return answer;
    }

    /** Lifts every block of the pair. */
    @DELETE
    @Path("{user}")
    @Produces(MediaType.APPLICATION_JSON)
    public Response lift(@PathParam("user") String idOrName) {
        require(AgentRoles.MANAGE);
        UserModel named = session.users().getUserByUsername(realm, idOrName);
        String user = named == null ? idOrName : named.getId();
        Response answer = TaskView.json(
                new BlockView(realm).whole(new Blocks(session, realm).lift(agent, user, Rank.ADMIN, caller())));
        event(OperationType.DELETE, user);
        return answer;
    }

    private UserModel user(String idOrName) {
        UserModel user = session.users().getUserById(realm, idOrName);
        return Optional.ofNullable(user)
                .or(() -> Optional.ofNullable(session.users().getUserByUsername(realm, idOrName)))
                .orElseThrow(NotFoundException::new);
    }

    private Caller caller() {
        return Caller.ofAdmin(
                session,
                AuditLog.issuer(session, auth.adminAuth().getRealm()),
                auth.adminAuth().getUser());
    }

    private void event(OperationType operation, String user) {
        events.resource("AGENT_BLOCK")
                .operation(operation)
                .resourcePath("agents/" + agent.id() + "/blocks/" + user)
                .success();
    }

    private void require(String... roles) {
        if (!auth.hasOneAdminRole(roles)) {
            throw ForbiddenCalls.refused(session, realm, auth);
        }
    }
}
