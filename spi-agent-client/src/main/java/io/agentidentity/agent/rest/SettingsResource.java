package io.agentidentity.agent.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.realm.RealmService;
import io.agentidentity.agent.settings.RealmState;
import io.agentidentity.agent.settings.Settings;
import io.agentidentity.agent.store.RealmStore;
import io.agentidentity.json.InvalidInput;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.keycloak.events.admin.OperationType;

/** {@code …/agents/settings}: what a realm has decided for all its agents. */
public final class SettingsResource {

    private final AdminRequest request;

    SettingsResource(AdminRequest request) {
        this.request = request;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response read() {
        request.requireView();
        return AdminRequest.json(view(current()));
    }

    private RealmState current() {
        return new RealmStore(request.session()).of(request.realm().getId());
    }

    /** Replaces the settings; a member that is left out gets its default. */
    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response put(String body) {
        request.requireManage();
        JsonNode sent = AdminRequest.parse(body);
        RealmState after = AdminRequest.checked(() -> {
            Settings settings = Settings.parse(sent);
            if (settings.audit().keepsLessThan(current().settings().audit())) {
                // Whoever manages agents is among those whom records tell of.
                request.requireRealmAdmin();
            }
            return new RealmService(request.session(), request.realm(), request.caller())
                    .put(settings, version(sent.path("version")));
        });
        ObjectNode view = view(after);
        request.event(OperationType.UPDATE, "AGENT_SETTINGS", "agents/settings", view);
        return AdminRequest.json(view);
    }

    /** One that is no number must not pass for none: the caller wanted to be told of other changes. */
    private static Optional<Integer> version(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isInt()) {
            throw new InvalidInput("version must be a whole number");
        }
        return Optional.of(node.intValue());
    }

    private static ObjectNode view(RealmState state) {
        return state.settings().write().put("version", state.version());
    }
}
