package io.agentidentity.task.story;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.lifecycle.AgentTasks.Told;
import io.agentidentity.agent.lifecycle.Caller;
import io.agentidentity.audit.read.Reader;
import io.agentidentity.json.StrictJson;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.ErrorResponse;

/** {@code …/agents/audit/tasks}, {@code …/audit/tokens} and {@code …/audit/used-keys} of the admin API. */
public final class StoryResource {

    private static final int DEFAULT_PAGE = 100;
    private static final int MAX_PAGE = 1000;

    private final Records records;
    private final Reader reader;
    private final Told what;

    /** @param caller who may read records, which was looked at before */
    public StoryResource(KeycloakSession session, RealmModel realm, Caller caller, Told what) {
        this.reader = new Reader(session, realm, caller);
        this.records = new Records(session, realm, reader);
        this.what = what;
    }

    @GET
    @Path("{id}")
    @Produces(MediaType.APPLICATION_JSON)
    public Response read(@PathParam("id") String id, @QueryParam("after") String after, @QueryParam("max") String max) {
        long place = number("after", after, 0);
        int most = (int) Math.min(number("max", max, DEFAULT_PAGE), MAX_PAGE);
        records.sealNow();
        Optional<ObjectNode> told = switch (what) {
            case TASK -> new TaskStory(records).of(id, place, most);
            case TOKEN -> new Reach(records).ofToken(id, most);
            case KEY -> new Reach(records).ofKey(id, most);
        };
        ObjectNode story = told.orElseThrow(NotFoundException::new);
        reader.read(what.name().toLowerCase(Locale.ROOT), StrictJson.object().put("id", id), records.read());
        return Response.ok(StrictJson.write(story), MediaType.APPLICATION_JSON_TYPE)
                .header("Cache-Control", "no-store")
                .build();
    }

    /** As text, because JAX-RS answers one that is no number with 404. */
    private static long number(String name, String text, long absent) {
        if (text == null) {
            return absent;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through to the refusal below.
        }
        throw ErrorResponse.error(name + " must be a whole number from 0 on", Response.Status.BAD_REQUEST);
    }
}
