package io.agentidentity.agent.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.owner.People;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditType;
import io.agentidentity.audit.rest.SinksResource;
import io.agentidentity.audit.seal.ChainCheck;
import io.agentidentity.audit.seal.ChainExport;
import io.agentidentity.audit.seal.SealedLog;
import io.agentidentity.audit.seal.Sealer;
import io.agentidentity.audit.seal.SignedHeads;
import io.agentidentity.audit.seal.Tombstones;
import io.agentidentity.json.Members;
import io.agentidentity.json.StrictJson;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.UserModel;
import org.keycloak.services.ErrorResponse;

/** {@code /admin/realms/{realm}/agents/audit}: who did what, newest first, and whether nobody changed the record of it. */
public final class AuditResource {

    private static final String LINES = "application/x-ndjson";
    private static final int MOST_AT_ONCE = 100_000;

    private final AdminRequest request;

    AuditResource(AdminRequest request) {
        this.request = request;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response search(@BeanParam Filter filter) {
        request.requireView();
        List<String> records = log().search(
                        new SealedLog.Query(
                                filter.agent,
                                userId(filter.owner),
                                userId(filter.principal),
                                filter.task,
                                filter.jti,
                                filter.type,
                                filter.actorKind,
                                filter.outcome,
                                instant("from", filter.from),
                                instant("to", filter.to)),
                        AdminRequest.first(filter.first),
                        AdminRequest.max(filter.max));
        return Response.ok("[" + String.join(",", records) + "]", MediaType.APPLICATION_JSON_TYPE)
                .build();
    }

    /** All records along their chain, one to a line; so they can be verified where Keycloak is not. */
    @GET
    @Path("export")
    @Produces(LINES)
    public Response export(@QueryParam("fromSequence") String from, @QueryParam("toSequence") String to) {
        request.requireView();
        long first = sequence("fromSequence", from, 1);
        long last = sequence("toSequence", to, Long.MAX_VALUE);
        log().sealNow();
        new AuditLog(request.session()).append(request.realm(), request.caller().record(AuditType.AUDIT_EXPORTED));
        KeycloakSessionFactory factory = request.session().getKeycloakSessionFactory();
        String realmId = request.realm().getId();
        StreamingOutput body = out -> {
            Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
            ChainExport.write(factory, realmId, first, last, writer);
            writer.flush();
        };
        return Response.ok(body, LINES).build();
    }

    /** Verifies the chain; a caller may add heads that were kept elsewhere. */
    @POST
    @Path("verify")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Response verify(String body) {
        request.requireView();
        ObjectNode members = AdminRequest.members(body, "from", "max", "heads");
        int from = AdminRequest.checked(
                () -> Members.whole(members, "from", "from", Integer.MAX_VALUE).orElse(1));
        int max = AdminRequest.checked(
                () -> Members.whole(members, "max", "max", MOST_AT_ONCE).orElse(MOST_AT_ONCE));
        List<String> heads = AdminRequest.checked(() -> Members.list(members, "heads", "heads"));
        return AdminRequest.json(
                new ChainCheck(request.session(), request.realm().getId())
                        .verify(Math.max(1, from), Math.max(1, max), heads == null ? List.of() : heads));
    }

    /** Signed heads of the chain, newest first; whoever keeps one can tell later whether anything before it was changed. */
    @GET
    @Path("heads")
    @Produces(MediaType.APPLICATION_JSON)
    public Response heads(@QueryParam("first") String first, @QueryParam("max") String max) {
        request.requireView();
        return AdminRequest.json(StrictJson.array(heads().page(AdminRequest.first(first), AdminRequest.max(max))));
    }

    /** Seals what waits and signs the end of the chain now. */
    @POST
    @Path("heads")
    @Produces(MediaType.APPLICATION_JSON)
    public Response sign() {
        request.requireManage();
        return AdminRequest.json(StrictJson.object()
                .put(
                        "head",
                        Sealer.sign(
                                        request.session().getKeycloakSessionFactory(),
                                        request.realm().getId())
                                .orElse(null)));
    }

    /** Signed notes of the records that were removed because they were old enough, oldest first. */
    @GET
    @Path("tombstones")
    @Produces(MediaType.APPLICATION_JSON)
    public Response tombstones() {
        request.requireView();
        return AdminRequest.json(StrictJson.array(
                new Tombstones(request.session(), request.realm().getId()).signed()));
    }

    /** The public keys that heads are signed by. */
    @GET
    @Path("keys")
    @Produces(MediaType.APPLICATION_JSON)
    public Response keys() {
        request.requireView();
        return AdminRequest.json(heads().keys());
    }

    /** A new key signs from now on; it takes a realm administrator. */
    @POST
    @Path("keys")
    @Produces(MediaType.APPLICATION_JSON)
    public Response rotate() {
        request.requireRealmAdmin();
        Sealer.rotateKey(
                request.session().getKeycloakSessionFactory(), request.realm().getId());
        new AuditLog(request.session()).append(request.realm(), request.caller().record(AuditType.AUDIT_KEY_ROTATED));
        request.event(OperationType.ACTION, "AGENT_SETTINGS", "agents/audit/keys", null);
        return AdminRequest.json(heads().keys());
    }

    /** Where records go besides. */
    @Path("sinks")
    public SinksResource sinks() {
        return new SinksResource(request.session(), request.realm(), request.auth(), request.events());
    }

    private SealedLog log() {
        return new SealedLog(request.session(), request.realm().getId());
    }

    private SignedHeads heads() {
        return new SignedHeads(request.session(), request.realm().getId());
    }

    private static long sequence(String name, String text, long absent) {
        try {
            long sequence = text == null ? absent : Long.parseLong(text);
            if (sequence >= 1) {
                return sequence;
            }
        } catch (NumberFormatException e) {
            // Said below, as of any other text.
        }
        throw AdminRequest.badRequest(name + " must be a whole number from 1 on");
    }

    private String userId(String idOrName) {
        return idOrName == null
                ? null
                : AdminRequest.checked(() -> new People(request.session(), request.realm())
                        .named(idOrName)
                        .map(UserModel::getId)
                        .orElse(idOrName));
    }

    private static Instant instant(String name, String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw ErrorResponse.error(
                    name + " must be an ISO 8601 instant such as 2030-01-31T12:00:00Z", Response.Status.BAD_REQUEST);
        }
    }

    /** The query parameters of a search. */
    public static final class Filter {

        @QueryParam("agent")
        public String agent;

        @QueryParam("owner")
        public String owner;

        @QueryParam("principal")
        public String principal;

        @QueryParam("task")
        public String task;

        @QueryParam("jti")
        public String jti;

        @QueryParam("type")
        public String type;

        @QueryParam("actorKind")
        public String actorKind;

        @QueryParam("outcome")
        public String outcome;

        @QueryParam("from")
        public String from;

        @QueryParam("to")
        public String to;

        @QueryParam("first")
        public String first;

        @QueryParam("max")
        public String max;
    }
}
