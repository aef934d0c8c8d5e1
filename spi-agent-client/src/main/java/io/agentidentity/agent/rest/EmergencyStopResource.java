package io.agentidentity.agent.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.realm.RealmService;
import io.agentidentity.agent.settings.RealmState;
import io.agentidentity.agent.settings.RealmState.Stop;
import io.agentidentity.agent.store.RealmStore;
import io.agentidentity.json.Members;
import io.agentidentity.json.StrictJson;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.keycloak.events.admin.OperationType;

/** {@code …/agents/emergency-stop}: stops every agent of the realm at once. */
public final class EmergencyStopResource {

    private final AdminRequest request;

    EmergencyStopResource(AdminRequest request) {
        this.request = request;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response read() {
        request.requireView();
        return AdminRequest.json(
                view(new RealmStore(request.session()).of(request.realm().getId())));
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Response stop(String body) {
        request.requireManage();
        ObjectNode members = AdminRequest.members(body, "reason");
        String reason = AdminRequest.checked(() -> Members.optionalText(members, "reason", "reason", 255));
        RealmService.Stopped stopped = service().stop(reason);
        request.event(OperationType.ACTION, "AGENT_SETTINGS", "agents/emergency-stop", null);
        return AdminRequest.json(AgentResource.ended(stopped.ended(), view(stopped.state())));
    }

    /** Lifts the stop; that needs a realm administrator, and nothing lives again. */
    @DELETE
    @Produces(MediaType.APPLICATION_JSON)
    public Response release() {
        request.requireRealmAdmin();
        RealmState state = service().release();
        request.event(OperationType.DELETE, "AGENT_SETTINGS", "agents/emergency-stop", null);
        return AdminRequest.json(view(state));
    }

    private RealmService service() {
        return new RealmService(request.session(), request.realm(), request.caller());
    }

    private static ObjectNode view(RealmState state) {
        ObjectNode node = StrictJson.object().put("stopped", state.stop().isPresent());
        return node.put("since", state.stop().map(stop -> stop.at().toString()).orElse(null))
                .put("by", state.stop().map(Stop::by).orElse(null))
                .put("reason", state.stop().map(Stop::reason).orElse(null));
    }
}
