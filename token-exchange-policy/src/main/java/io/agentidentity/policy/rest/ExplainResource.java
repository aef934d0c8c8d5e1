package io.agentidentity.policy.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.decision.Denial;
import io.agentidentity.decision.store.Decision;
import io.agentidentity.decision.store.DecisionStore;
import io.agentidentity.json.StrictJson;
import io.agentidentity.json.Wire;
import io.agentidentity.policy.enforce.Basis;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.keycloak.models.ClientModel;

/** {@code …/agents/policy/decisions}: why a call was permitted or denied. */
public final class ExplainResource {

    private final PolicyRequest request;

    ExplainResource(PolicyRequest request) {
        this.request = request;
    }

    /** One decision: at which layer it fell, which rules held, what they looked at. */
    @GET
    @Path("{decisionId}")
    @Produces(MediaType.APPLICATION_JSON)
    public Response explain(@PathParam("decisionId") String id) {
        request.requireView();
        Decision decision = new DecisionStore(request.session())
                .find(request.realm().getId(), id)
                .orElseThrow(NotFoundException::new);
        JsonNode context = StrictJson.parse(decision.answer()).path("context");
        ClientModel caller = request.realm().getClientById(decision.callerId());
        ObjectNode answer = StrictJson.object()
                .put("decisionId", decision.id())
                .put("decidedAt", decision.decidedAt().toString())
                .put("decision", decision.permitted())
                .put("taskId", decision.taskId())
                .put("enforcementPoint", caller == null ? null : caller.getClientId());
        Optional<Basis> basis = decision.basis().map(Basis::parse);
        if (!decision.permitted()) {
            String reason = context.path("denial_reason").asText();
            answer.put("layer", Wire.name(layer(Wire.parse(Denial.class, "denial_reason", reason), basis)))
                    .put("denialReason", reason)
                    .put("reason", context.at("/reason_admin/en").asText());
        }
        basis.ifPresent(kept -> answer.setAll(kept.json()));
        return PolicyRequest.json(Response.Status.OK, answer);
    }

    /** Rules that were asked and permitted the call cannot have denied it; whoever was asked after them has. */
    private static Layer layer(Denial denial, Optional<Basis> basis) {
        return switch (denial) {
            case CREDENTIAL_INVALID -> Layer.CREDENTIAL;
            case TASK_INACTIVE -> Layer.TASK;
            case OUT_OF_AUTHORITY, CONSTRAINT_UNSUPPORTED -> Layer.RIGHTS;
            case PARAMETER_VIOLATION -> basis.isPresent() ? Layer.LIMITS : Layer.RIGHTS;
            case POLICY_DENIED, APPROVAL_REQUIRED, STEP_UP_REQUIRED ->
                basis.filter(Basis::permitted).isPresent() ? Layer.REMOTE : Layer.RULES;
            case QUOTA_EXCEEDED -> Layer.LIMITS;
        };
    }

    /** What is looked at one after the other. */
    private enum Layer {
        CREDENTIAL,
        TASK,
        RIGHTS,
        RULES,
        REMOTE,
        LIMITS
    }
}
