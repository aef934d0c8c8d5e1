package io.agentidentity.agent.me;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.OwnerAnswer;
import io.agentidentity.agent.Agent.OwnerState;
import io.agentidentity.agent.AgentStatus;
import io.agentidentity.agent.Sponsor;
import io.agentidentity.agent.Suspension;
import io.agentidentity.agent.lifecycle.AgentConflict;
import io.agentidentity.agent.lifecycle.AgentLife;
import io.agentidentity.agent.lifecycle.AgentService;
import io.agentidentity.agent.owner.Owners;
import io.agentidentity.agent.owner.Sponsors;
import io.agentidentity.agent.rest.AgentView;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.agent.store.RealmStore;
import io.agentidentity.agent.store.SponsorStore;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.Members;
import io.agentidentity.json.StrictJson;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.ErrorResponse;

/**
 * {@code /realms/{realm}/agents/me}: the agents that the caller owns or sponsors. An agent that is somebody else's and one that
 * does not exist get the same answer.
 */
public final class MyAgentsResource {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Person person;

    public MyAgentsResource(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
        this.person = Person.authenticate(session, realm);
    }

    @GET
    @Path("agents")
    @Produces(MediaType.APPLICATION_JSON)
    public Response list() {
        person.requireRead();
        AgentStore agents = new AgentStore(session);
        ArrayNode rows = StrictJson.array(List.of());
        agents.ofOwner(realm.getId(), user().getId()).stream()
                .filter(agent -> agent.status() != AgentStatus.RETIRED)
                .forEach(agent -> rows.add(view(agent, "owner")));
        new SponsorStore(session)
                .sponsored(realm.getId(), user().getId(), new Sponsors(session, realm).groupsOf(user())).stream()
                        .flatMap(id -> agents.find(realm.getId(), id).stream())
                        .filter(agent -> agent.status() != AgentStatus.RETIRED)
                        .filter(agent -> !agent.ownerId().equals(user().getId()))
                        .forEach(agent -> rows.add(view(agent, "sponsor")));
        return json(rows);
    }

    @GET
    @Path("agents/{id}")
    @Produces(MediaType.APPLICATION_JSON)
    public Response read(@PathParam("id") String id) {
        person.requireRead();
        return json(view(visible(id)));
    }

    /** The named owner takes the agent on. */
    @POST
    @Path("agents/{id}/confirm")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Response confirm(@PathParam("id") String id) {
        return owned(id, agent -> life().answer(agent, OwnerAnswer.TAKEN_ON));
    }

    /** The named owner does not want the agent; it goes on standing still until somebody else takes it. */
    @POST
    @Path("agents/{id}/decline")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Response decline(@PathParam("id") String id) {
        return owned(id, agent -> life().answer(agent, OwnerAnswer.DECLINED));
    }

    @POST
    @Path("agents/{id}/review")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Response review(@PathParam("id") String id) {
        return owned(id, agent -> life().reviewed(answering(agent)));
    }

    @POST
    @Path("agents/{id}/suspend")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Response suspend(@PathParam("id") String id, String body) {
        return owned(
                id,
                agent -> life().suspend(agent, Suspension.Cause.OWNER, reason(body), Optional.empty())
                        .agent());
    }

    /** Lifts what an owner brought about, and nothing else. */
    @POST
    @Path("agents/{id}/activate")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Response activate(@PathParam("id") String id) {
        return owned(id, agent -> life().activate(answering(agent), true));
    }

    /** A sponsor who is named as a person becomes the owner of an agent that has none. */
    @POST
    @Path("agents/{id}/take-over")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Response takeOver(@PathParam("id") String id) {
        person.requireManage();
        Agent seen = visible(id);
        if (!new Sponsors(session, realm).names(seen.id(), user())) {
            throw new ForbiddenException();
        }
        return json(view(checked(() -> {
            // Looked at before the row is locked, because a directory may be slow, and again, because somebody may have
            // been faster.
            boolean free = isFree(seen);
            Agent agent = locked(seen);
            if (!free || !isFree(agent)) {
                throw new AgentConflict("the agent has an owner; only an agent without one is taken over");
            }
            return new AgentService(session, realm, person.caller())
                    .transfer(agent, user().getId())
                    .agent();
        })));
    }

    private boolean mayBeTaken(Agent agent) {
        try {
            return isFree(agent);
        } catch (Owners.DirectoryAway e) {
            return false;
        }
    }

    private boolean isFree(Agent agent) {
        return agent.ownerAnswer() == OwnerAnswer.DECLINED || ownerState(agent) == OwnerState.OUT;
    }

    private OwnerState ownerState(Agent agent) {
        return new Owners(session, realm)
                .state(
                        agent.ownerId(),
                        new RealmStore(session).of(realm.getId()).settings());
    }

    /** The agent, if its owner answers for it; whoever was asked and has not said yes has no say either. */
    private Agent answering(Agent agent) {
        if (agent.ownerAnswer() != OwnerAnswer.TAKEN_ON || ownerState(agent) == OwnerState.OUT) {
            throw new AgentConflict("only an owner who has taken the agent on may do this");
        }
        return agent;
    }

    /** The agent as it stands when all who were faster are done. */
    private Agent locked(Agent agent) {
        return new AgentStore(session).lock(realm.getId(), agent.id()).orElseThrow(NotFoundException::new);
    }

    private Response owned(String id, Function<Agent, Agent> step) {
        person.requireManage();
        Agent agent = visible(id);
        requireOwner(agent);
        return json(view(checked(() -> {
            Agent locked = locked(agent);
            requireOwner(locked);
            return step.apply(locked);
        })));
    }

    private void requireOwner(Agent agent) {
        if (!agent.ownerId().equals(user().getId())) {
            throw new ForbiddenException();
        }
    }

    private Agent visible(String id) {
        return new AgentStore(session)
                .find(realm.getId(), id)
                .filter(agent -> agent.ownerId().equals(user().getId())
                        || new Sponsors(session, realm).includes(agent.id(), user()))
                .orElseThrow(NotFoundException::new);
    }

    private ObjectNode view(Agent agent) {
        return view(agent, agent.ownerId().equals(user().getId()) ? "owner" : "sponsor");
    }

    /** What an owner or sponsor needs to know; keys and settings of the client are the administrators' affair. */
    private ObjectNode view(Agent agent, String role) {
        ObjectNode whole = new AgentView(session, realm).of(agent);
        ObjectNode node = StrictJson.object().put("role", role);
        for (String member : List.of(
                "id",
                "clientId",
                "name",
                "description",
                "purpose",
                "environment",
                "owner",
                "status",
                "statusReason",
                "suspension",
                "risk",
                "review",
                "expiresAt",
                "lastUsedAt",
                "delegation",
                "ceiling")) {
            if (whole.has(member)) {
                node.set(member, whole.get(member));
            }
        }
        boolean named =
                new SponsorStore(session).of(agent.id()).contains(new Sponsor(Sponsor.Type.USER, user().getId()));
        return node.put("mayTakeOver", named && agent.status() != AgentStatus.RETIRED && mayBeTaken(agent));
    }

    private static String reason(String body) {
        ObjectNode members = Members.object(
                body == null || body.isBlank() ? StrictJson.object() : StrictJson.parse(body),
                "the body",
                Set.of("reason"));
        return Members.optionalText(members, "reason", "reason", 255);
    }

    private static <T> T checked(Supplier<T> step) {
        try {
            return step.get();
        } catch (InvalidInput | StrictJson.MalformedJson e) {
            throw ErrorResponse.error(e.getMessage(), Response.Status.BAD_REQUEST);
        } catch (AgentConflict e) {
            throw ErrorResponse.error(e.getMessage(), Response.Status.CONFLICT);
        } catch (Owners.DirectoryAway e) {
            throw ErrorResponse.error("try again later", Response.Status.SERVICE_UNAVAILABLE);
        }
    }

    private static Response json(JsonNode node) {
        return Response.ok(StrictJson.write(node), MediaType.APPLICATION_JSON_TYPE)
                .build();
    }

    private AgentLife life() {
        return new AgentLife(session, realm, person.caller());
    }

    private UserModel user() {
        return person.user();
    }
}
