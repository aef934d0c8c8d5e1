package io.agentidentity.task.rest;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.Rank;
import io.agentidentity.agent.AgentStatus;
import io.agentidentity.agent.lifecycle.Caller;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.task.Task.Ground;
import io.agentidentity.task.lifecycle.Blocks;
import io.agentidentity.task.lifecycle.DelegationRule;
import io.agentidentity.task.store.BlockStore;
import io.agentidentity.task.store.TaskList;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * {@code /realms/{realm}/agents/me/blocks}: the agents that may not work for the caller. An agent that could never work for them
 * and one that does not exist get the same answer.
 */
public final class MyBlocksResource {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Caller caller;
    private final boolean mayManage;
    private final Consumer<Agent> lifting;

    public MyBlocksResource(
            KeycloakSession session, RealmModel realm, Caller caller, boolean mayManage, Consumer<Agent> lifting) {
        this.session = session;
        this.realm = realm;
        this.caller = caller;
        this.mayManage = mayManage;
        this.lifting = lifting;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response list() {
        return TaskView.json(new BlockView(realm)
                .brief(new BlockStore(session).list(realm.getId(), Optional.empty(), Optional.of(caller.userId()))));
    }

    @PUT
    @Path("{agent}")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Response set(@PathParam("agent") String idOrClientId, String body) {
        Agent agent = agent(idOrClientId);
        return TaskView.json(BlockView.ended(
                new Blocks(session, realm).set(agent, caller.userId(), Rank.PRINCIPAL, caller, EndReason.parse(body))));
    }

    /** Lifts the caller's own block; answers what others have set. */
    @DELETE
    @Path("{agent}")
    @Produces(MediaType.APPLICATION_JSON)
    public Response lift(@PathParam("agent") String idOrClientId) {
        Agent agent = agent(idOrClientId);
        lifting.accept(agent);
        return TaskView.json(new BlockView(realm)
                .brief(new Blocks(session, realm).lift(agent, caller.userId(), Rank.PRINCIPAL, caller)));
    }

    private Agent agent(String idOrClientId) {
        if (!mayManage) {
            throw new ForbiddenException();
        }
        ClientModel client = realm.getClientByClientId(idOrClientId);
        return new AgentStore(session)
                .find(realm.getId(), client == null ? idOrClientId : client.getId())
                .filter(agent -> agent.status() != AgentStatus.RETIRED)
                .filter(this::concerns)
                .orElseThrow(NotFoundException::new);
    }

    private boolean concerns(Agent agent) {
        Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
        return new DelegationRule(session, realm).allows(agent, caller.user(), Ground.MAY_ACT)
                || new BlockStore(session).blocked(realm.getId(), agent.id(), caller.userId())
                || !new TaskList(session)
                        .page(realm.getId(), new TaskList.Filter(agent.id(), caller.userId(), null, now), 0, 1)
                        .isEmpty();
    }
}
