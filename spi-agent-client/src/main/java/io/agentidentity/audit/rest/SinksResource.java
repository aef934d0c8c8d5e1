package io.agentidentity.audit.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.admin.Pages;
import io.agentidentity.audit.delivery.Webhook;
import io.agentidentity.audit.outbox.DeadLetters;
import io.agentidentity.audit.outbox.Sink;
import io.agentidentity.audit.outbox.SinkStore;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.Members;
import io.agentidentity.json.StrictJson;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * {@code …/agents/audit/sinks}: where records go besides, and how far. Agents' managers are among those whom records tell of, so that
 * what takes records away from a receiver is for realm administrators.
 */
public final class SinksResource {

    private static final Set<String> SOME = Set.of("ids", "all");

    private final AuditRequest request;

    public SinksResource(
            KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth, AdminEventBuilder events) {
        this.request = new AuditRequest(session, realm, auth, events);
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response list() {
        request.requireView();
        ArrayNode rows = StrictJson.array(List.of());
        SinkView view = view();
        new SinkStore(request.session()).list(request.realm().getId()).forEach(sink -> rows.add(view.of(sink)));
        return AuditRequest.json(rows);
    }

    @GET
    @Path("{name}")
    @Produces(MediaType.APPLICATION_JSON)
    public Response read(@PathParam("name") String name) {
        request.requireView();
        return AuditRequest.json(view().of(sink(name)));
    }

    /** Makes a sink, or replaces what it is; how far it is stays. */
    @PUT
    @Path("{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response put(@PathParam("name") String name, String body) {
        request.requireRealmAdmin();
        JsonNode sent = AuditRequest.parse(body);
        AuditRequest.checked(() -> Webhook.name(name));
        Webhook webhook = AuditRequest.checked(() -> Webhook.parse(sent));
        Webhook.Start start = AuditRequest.checked(() -> Webhook.start(sent));
        if (webhook.allowPrivate()) {
            // What this server can reach inside is not the realm's to give.
            request.requireServerAdmin();
        }
        Optional<Webhook> before = AuditRequest.checked(() -> request.sinks().put(name, webhook, start));
        if (!before.equals(Optional.of(webhook))) {
            ObjectNode change = StrictJson.object();
            change.set("before", before.<JsonNode>map(Webhook::redacted).orElse(change.nullNode()));
            change.set("after", webhook.redacted());
            request.event(
                    before.isEmpty() ? OperationType.CREATE : OperationType.UPDATE,
                    "AGENT_AUDIT_SINK",
                    "sinks/" + name,
                    change);
        }
        return AuditRequest.json(view().of(sink(name)));
    }

    @DELETE
    @Path("{name}")
    public Response delete(@PathParam("name") String name) {
        request.requireRealmAdmin();
        Sink sink = webhook(name);
        request.sinks().delete(sink);
        ObjectNode change = StrictJson.object();
        change.set("before", sink.webhook().<JsonNode>map(Webhook::redacted).orElse(change.nullNode()));
        change.set("after", change.nullNode());
        request.event(OperationType.DELETE, "AGENT_AUDIT_SINK", "sinks/" + name, change);
        return Response.noContent().build();
    }

    /** Records that the receiver refused for good, oldest first. */
    @GET
    @Path("{name}/dead-letters")
    @Produces(MediaType.APPLICATION_JSON)
    public Response deadLetters(
            @PathParam("name") String name, @QueryParam("first") String first, @QueryParam("max") String max) {
        request.requireView();
        ArrayNode rows = StrictJson.array(List.of());
        new DeadLetters(request.session(), sink(name).id())
                .page(Pages.first(first), Pages.max(max))
                .forEach(letter -> rows.add(SinkView.of(letter)));
        return AuditRequest.json(rows);
    }

    /** Offers some once more, or all. */
    @POST
    @Path("{name}/dead-letters/resend")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Response resend(@PathParam("name") String name, String body) {
        request.requireManage();
        Sink sink = webhook(name);
        int number = request.sinks().resend(sink, some(body));
        request.event(OperationType.ACTION, "AGENT_AUDIT_SINK", "sinks/" + name + "/dead-letters/resend", null);
        return AuditRequest.json(StrictJson.object().put("resent", number));
    }

    /** Forgets some, or all. */
    @POST
    @Path("{name}/dead-letters/drop")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Response drop(@PathParam("name") String name, String body) {
        request.requireRealmAdmin();
        Sink sink = webhook(name);
        int number = request.sinks().drop(sink, some(body));
        request.event(OperationType.ACTION, "AGENT_AUDIT_SINK", "sinks/" + name + "/dead-letters/drop", null);
        return AuditRequest.json(StrictJson.object().put("dropped", number));
    }

    /** The ids in a body; empty for all, which has to be said. */
    private static Optional<List<String>> some(String body) {
        JsonNode sent = AuditRequest.parse(body);
        return AuditRequest.checked(() -> {
            ObjectNode members = Members.object(sent, "the body", SOME);
            List<String> ids = Members.list(members, "ids", "ids");
            if ((ids == null) != Members.flag(members, "all", "all")) {
                throw new InvalidInput("the body must have ids, or all as true");
            }
            return Optional.ofNullable(ids);
        });
    }

    private Sink sink(String name) {
        return new SinkStore(request.session())
                .find(request.realm().getId(), name)
                .orElseThrow(NotFoundException::new);
    }

    private Sink webhook(String name) {
        AuditRequest.checked(() -> Webhook.name(name));
        return sink(name);
    }

    private SinkView view() {
        return new SinkView(request.session(), request.realm(), request.mayManage());
    }
}
