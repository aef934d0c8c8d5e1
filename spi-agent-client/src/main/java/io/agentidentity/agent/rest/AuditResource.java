package io.agentidentity.agent.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.lifecycle.AgentTasks;
import io.agentidentity.agent.lifecycle.AgentTasks.Told;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditType;
import io.agentidentity.audit.read.Reader;
import io.agentidentity.audit.read.RecordParameters;
import io.agentidentity.audit.read.RecordReading;
import io.agentidentity.audit.rest.PeopleResource;
import io.agentidentity.audit.rest.SinksResource;
import io.agentidentity.audit.seal.ChainCheck;
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
import java.util.List;
import org.keycloak.events.admin.OperationType;

/** {@code /admin/realms/{realm}/agents/audit}: who did what, newest first, and whether nobody changed the record of it. */
public final class AuditResource {

    private static final int MOST_AT_ONCE = 100_000;

    private final AdminRequest request;

    AuditResource(AdminRequest request) {
        this.request = request;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response search(@BeanParam RecordParameters parameters) {
        request.requireView();
        return AdminRequest.checked(() -> reading().records(parameters));
    }

    @GET
    @Path("count")
    @Produces(MediaType.APPLICATION_JSON)
    public Response count(@BeanParam RecordParameters parameters) {
        request.requireView();
        return AdminRequest.checked(() -> reading().count(parameters));
    }

    /** The records of a search, told in sentences, oldest first. */
    @GET
    @Path("story")
    @Produces(MediaType.APPLICATION_JSON)
    public Response story(@BeanParam RecordParameters parameters) {
        request.requireView();
        return AdminRequest.checked(() -> reading().story(parameters));
    }

    /** All records along their chain, one to a line; so they can be verified where Keycloak is not, or kept elsewhere. */
    @GET
    @Path("export")
    public Response export(
            @BeanParam RecordParameters parameters,
            @QueryParam("format") String format,
            @QueryParam("fromSequence") String from,
            @QueryParam("toSequence") String to) {
        request.requireView();
        if (from != null) {
            parameters.after = Long.toString(sequence("fromSequence", from, 1) - 1);
        }
        long last = sequence("toSequence", to, Long.MAX_VALUE);
        return AdminRequest.checked(() -> reading().export(format, parameters, last));
    }

    @Path("tasks")
    public Object tasks() {
        return told(Told.TASK);
    }

    @Path("tokens")
    public Object tokens() {
        return told(Told.TOKEN);
    }

    /** Keys of agents; those that sign heads are {@code keys}. */
    @Path("used-keys")
    public Object usedKeys() {
        return told(Told.KEY);
    }

    private Object told(Told what) {
        request.requireView();
        return AgentTasks.of(request.session()).storyResource(request.realm(), request.caller(), what);
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

    /** Who is meant by the pseudonyms of records. */
    @Path("people")
    public PeopleResource people() {
        return new PeopleResource(request.session(), request.realm(), request.auth(), request.events());
    }

    private RecordReading reading() {
        return new RecordReading(
                request.session(), request.realm(), new Reader(request.session(), request.realm(), request.caller()));
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
}
