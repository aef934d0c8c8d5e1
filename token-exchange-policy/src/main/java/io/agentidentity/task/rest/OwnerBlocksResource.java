package io.agentidentity.task.rest;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.Rank;
import io.agentidentity.agent.lifecycle.AgentConflict;
import io.agentidentity.agent.lifecycle.Caller;
import io.agentidentity.task.lifecycle.Blocks;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.function.Consumer;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.ErrorResponse;

/**
 * {@code …/agents/me/agents/{id}/blocks}: for whom an owner's agent may not work. A person who does not exist is blocked like any
 * other, so that nobody learns here who has an account.
 */
public final class OwnerBlocksResource {

    private static final int MAX_USER = 255;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Agent agent;
    private final Caller caller;
    private final Consumer<Agent> lifting;

    public OwnerBlocksResource(
            KeycloakSession session, RealmModel realm, Agent agent, Caller caller, Consumer<Agent> lifting) {
        this.session = session;
        this.realm = realm;
        this.agent = agent;
        this.caller = caller;
        this.lifting = lifting;
    }

    @PUT
    @Path("{user}")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Response set(@PathParam("user") String idOrName, String body) {
        try {
            return TaskView.json(BlockView.ended(new Blocks(session, realm)
                    .set(agent, userId(idOrName), Rank.OWNER, caller, EndReason.parse(body))));
        } catch (AgentConflict e) {
            throw ErrorResponse.error(e.getMessage(), Response.Status.CONFLICT);
        }
    }

    /** Lifts the owner's block; answers what the person or an administrator has set. */
    @DELETE
    @Path("{user}")
    @Produces(MediaType.APPLICATION_JSON)
    public Response lift(@PathParam("user") String idOrName) {
        lifting.accept(agent);
        return TaskView.json(new BlockView(realm)
                .brief(new Blocks(session, realm).lift(agent, userId(idOrName), Rank.OWNER, caller)));
    }

    private String userId(String idOrName) {
        if (idOrName.length() > MAX_USER) {
            throw ErrorResponse.error("user has more than " + MAX_USER + " characters", Response.Status.BAD_REQUEST);
        }
        UserModel user = session.users().getUserByUsername(realm, idOrName);
        return user == null ? idOrName : user.getId();
    }
}
