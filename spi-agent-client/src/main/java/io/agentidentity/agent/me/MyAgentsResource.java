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
import io.agentidentity.agent.lifecycle.AgentTasks;
import io.agentidentity.agent.owner.Owners;
import io.agentidentity.agent.owner.Sponsors;
import io.agentidentity.agent.rest.AgentView;
import io.agentidentity.agent.rest.ListParameters;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.agent.store.OwnAgents;
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
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.ErrorResponse;

/**
 * {@code /realms/{realm}/agents/me}: the agents that the caller owns or sponsors, and what agents do in the caller's name. An agent
 * that is somebody else's and one that does not exist get the same answer.
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
    public Response list(@QueryParam("first") String first, @QueryParam("max") String max) {
        person.requireRead();
        int from = ListParameters.first(first);
        int most = ListParameters.max(max);
        List<Agent> page = checked(() -> new OwnAgents(session, realm.getId(), user().getId())
                .page(new Sponsors(session, realm).groupsOf(user()), from, most));
        Map<String, List<Sponsor>> sponsors =
                new SponsorStore(session).of(page.stream().map(Agent::id).toList());
        AgentView view = new AgentView(session, realm);
        ArrayNode rows = StrictJson.array(List.of());
        page.forEach(agent -> rows.add(view(view, agent, sponsors.getOrDefault(agent.id(), List.of()))));
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
        return firstHand(id, agent -> life().answer(agent, OwnerAnswer.TAKEN_ON));
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
        return firstHand(id, agent -> life().reviewed(answering(agent)));
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
        return firstHand(id, agent -> life().activate(answering(agent), true));
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
        requireFirstHand(seen);
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

    /** For whom the owner's agent may not work. */
    @Path("agents/{id}/blocks")
    public Object blocksOfAgent(@PathParam("id") String id) {
        person.requireManage();
        Agent agent = visible(id);
        requireOwner(agent);
        return AgentTasks.of(session).ownersBlocks(realm, agent, person.caller(), this::requireFirstHand);
    }

    /** Which agents may not work for the caller. */
    @Path("blocks")
    public Object blocks() {
        person.requireRead();
        return AgentTasks.of(session).ownBlocks(realm, person.caller(), person.mayManage(), this::requireFirstHand);
    }

    /** What runs in the caller's name. */
    @Path("tasks")
    public Object tasks() {
        person.requireRead();
        return AgentTasks.of(session).ownTasks(realm, person.caller(), person.mayManage());
    }

    /** What was done in the caller's name. */
    @Path("history")
    public MyHistoryResource history() {
        person.requireRead();
        return new MyHistoryResource(session, realm, person.caller());
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

    private void requireFirstHand(Agent agent) {
        person.requireFirstHand(session, realm, agent);
    }

    /** What lets the agent do more; else an agent that sees its owner's tokens would be its own owner. */
    private Response firstHand(String id, Function<Agent, Agent> step) {
        return owned(id, agent -> {
            requireFirstHand(agent);
            return step.apply(agent);
        });
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
        return checked(() -> new AgentStore(session)
                        .find(realm.getId(), id)
                        .filter(agent -> agent.ownerId().equals(user().getId())
                                || new Sponsors(session, realm).includes(agent.id(), user())))
                .orElseThrow(NotFoundException::new);
    }

    private ObjectNode view(Agent agent) {
        return view(new AgentView(session, realm), agent, new SponsorStore(session).of(agent.id()));
    }

    /** What an owner or sponsor needs to know; keys and settings of the client are the administrators' affair. */
    private ObjectNode view(AgentView view, Agent agent, List<Sponsor> sponsors) {
        ObjectNode whole = view.brief(agent);
        boolean owns = agent.ownerId().equals(user().getId());
        ObjectNode node = StrictJson.object().put("role", owns ? "owner" : "sponsor");
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
                "suspensions",
                "risk",
                "review",
                "expiresAt",
                "lastUsedAt",
                "delegation",
                "ceiling",
                "autonomous")) {
            if (whole.has(member)) {
                node.set(member, whole.get(member));
            }
        }
        boolean named = sponsors.contains(new Sponsor(Sponsor.Type.USER, user().getId()));
        boolean free =
                agent.ownerAnswer() == OwnerAnswer.DECLINED || view.owner(agent).equals(Optional.of(OwnerState.OUT));
        return node.put("mayTakeOver", named && agent.status() != AgentStatus.RETIRED && free);
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
