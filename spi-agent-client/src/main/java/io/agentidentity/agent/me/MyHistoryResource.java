package io.agentidentity.agent.me;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.lifecycle.Caller;
import io.agentidentity.agent.names.TargetNames;
import io.agentidentity.agent.rest.ListParameters;
import io.agentidentity.audit.ActorKind;
import io.agentidentity.audit.pseudonym.Pseudonyms;
import io.agentidentity.audit.read.Reader;
import io.agentidentity.audit.read.RecordQuery;
import io.agentidentity.audit.read.RecordQuery.Field;
import io.agentidentity.audit.read.RecordSearch;
import io.agentidentity.audit.read.Span;
import io.agentidentity.audit.seal.SealedLog.Row;
import io.agentidentity.audit.story.OwnLine;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.StrictJson;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.ErrorResponse;

/**
 * {@code /realms/{realm}/agents/me/history}: what was done in the caller's name, newest first. It is the caller's own, so a look at
 * it is no act that is recorded, but for one of an administrator in the caller's session; and it does not hurry the sealing of
 * records, so that what has just happened shows within about a second.
 */
public final class MyHistoryResource {

    /** Records that tell a person nothing are passed over, but not without end. */
    private static final int MOST_ROUNDS = 5;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Caller caller;

    MyHistoryResource(KeycloakSession session, RealmModel realm, Caller caller) {
        this.session = session;
        this.realm = realm;
        this.caller = caller;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response read(
            @QueryParam("agent") String agent,
            @QueryParam("task") String task,
            @QueryParam("before") String before,
            @QueryParam("max") String max) {
        int most = max(max);
        RecordQuery query = RecordQuery.of(Field.PRINCIPAL, caller.userId());
        if (agent != null) {
            query = query.and(Field.AGENT, agent);
        }
        if (task != null) {
            query = query.and(Field.TASK, task);
        }
        RecordSearch search = new RecordSearch(session, realm.getId());
        OwnLine own = new OwnLine(names());
        TargetNames targets = new TargetNames(session, realm);
        ArrayNode lines = StrictJson.array(List.of());
        Span left = new Span(0, place(before), false);
        boolean more = most > 0;
        for (int round = 0; more && lines.isEmpty() && round < MOST_ROUNDS; round++) {
            List<Row> page = search.page(query, left, 0, most);
            page.forEach(
                    row -> own.of(StrictJson.parse(row.record())).ifPresent(line -> lines.add(named(line, targets))));
            more = page.size() == most;
            left = page.isEmpty() ? left : left.past(page.get(page.size() - 1).sequence());
        }
        if (caller.kind() == ActorKind.ADMIN_IMPERSONATION) {
            new Reader(session, realm, caller).read("history", query.toJson(), lines.size());
        }
        ObjectNode answer = StrictJson.object();
        answer.set("lines", lines);
        answer.put("next", more ? (Long) left.before() : null);
        return Response.ok(StrictJson.write(answer), MediaType.APPLICATION_JSON_TYPE)
                .header("Cache-Control", "no-store")
                .build();
    }

    private Set<String> names() {
        Set<String> names = new HashSet<>(Set.of(caller.userId()));
        new Pseudonyms(session, realm.getId()).known(caller.userId()).ifPresent(names::add);
        return names;
    }

    private static ObjectNode named(ObjectNode line, TargetNames targets) {
        Optional.ofNullable(line.path("target").textValue())
                .flatMap(targets::of)
                .ifPresent(name -> line.put("targetName", name));
        return line;
    }

    private static int max(String max) {
        try {
            return ListParameters.max(max);
        } catch (InvalidInput e) {
            throw ErrorResponse.error(e.getMessage(), Response.Status.BAD_REQUEST);
        }
    }

    /** As text, because JAX-RS answers one that is no number with 404. */
    private static long place(String before) {
        try {
            long place = before == null ? Long.MAX_VALUE : Long.parseLong(before);
            if (place >= 0) {
                return place;
            }
        } catch (NumberFormatException e) {
            // Falls through to the refusal below.
        }
        throw ErrorResponse.error("before must be a whole number from 0 on", Response.Status.BAD_REQUEST);
    }
}
