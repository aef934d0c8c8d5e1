package io.agentidentity.task.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.agentidentity.agent.Agent.Rank;
import io.agentidentity.agent.lifecycle.AgentTasks.Ending;
import io.agentidentity.agent.lifecycle.Caller;
import io.agentidentity.agent.rest.ListParameters;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.StrictJson;
import io.agentidentity.task.TaskState;
import io.agentidentity.task.lifecycle.TaskEndings;
import io.agentidentity.task.store.TaskList;
import io.agentidentity.task.store.Which;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.function.ToIntFunction;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.ErrorResponse;

/**
 * {@code /realms/{realm}/agents/me/tasks}: what runs in the caller's name. One task is read and ended at {@link TasksResource}. An
 * agent that does nothing for the caller and one that does not exist get the same answer.
 */
public final class MyTasksResource {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Caller caller;
    private final boolean mayManage;
    private final Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());

    public MyTasksResource(KeycloakSession session, RealmModel realm, Caller caller, boolean mayManage) {
        this.session = session;
        this.realm = realm;
        this.caller = caller;
        this.mayManage = mayManage;
    }

    /** What lives; with {@code ended=true} what is over. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response list(
            @QueryParam("agent") String agent,
            @QueryParam("ended") String ended,
            @QueryParam("first") String first,
            @QueryParam("max") String max) {
        int from = number(ListParameters::first, first);
        int most = number(ListParameters::max, max);
        OwnTaskView view = new OwnTaskView(session, realm, now);
        ArrayNode rows = StrictJson.array(List.of());
        new TaskList(session)
                .ofPerson(realm.getId(), caller.userId(), agentId(agent), !yes("ended", ended), now, from, most)
                .forEach(task -> rows.add(view.of(task)));
        return TaskView.json(rows);
    }

    /** Ends all that runs in the caller's name, or what one agent does with all that it handed down. */
    @POST
    @Path("revoke")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Response revoke(@QueryParam("agent") String agent, String body) {
        if (!mayManage) {
            throw new ForbiddenException();
        }
        Ending ending = new Ending(Rank.PRINCIPAL, caller, EndReason.parse(body));
        TaskEndings endings = new TaskEndings(session, realm);
        return TaskView.json(BlockView.ended(
                agent == null
                        ? endings.endAll(
                                Which.ofPrincipal(caller.userId()),
                                ending,
                                (signals, tasks) -> signals.endedForPerson(tasks, Rank.PRINCIPAL))
                        : endings.endAll(
                                Which.ofPair(agentId(agent), caller.userId()),
                                ending,
                                (signals, tasks) -> tasks.forEach(
                                        task -> signals.ended(task, TaskState.REVOKED, Rank.PRINCIPAL)))));
    }

    private String agentId(String idOrClientId) {
        ClientModel client = idOrClientId == null ? null : realm.getClientByClientId(idOrClientId);
        return client == null ? idOrClientId : client.getId();
    }

    private static boolean yes(String name, String text) {
        if (text == null || text.equals("false")) {
            return false;
        }
        if (text.equals("true")) {
            return true;
        }
        throw ErrorResponse.error(name + " must be true or false", Response.Status.BAD_REQUEST);
    }

    private static int number(ToIntFunction<String> parse, String text) {
        try {
            return parse.applyAsInt(text);
        } catch (InvalidInput e) {
            throw ErrorResponse.error(e.getMessage(), Response.Status.BAD_REQUEST);
        }
    }
}
