package io.agentidentity.agent.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.code.Import;
import io.agentidentity.json.StrictJson;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.keycloak.events.admin.OperationType;

/** {@code …/agents/import}: brings the realm in step with a document, all of it or nothing. */
public final class ImportResource {

    private final AdminRequest request;

    ImportResource(AdminRequest request) {
        this.request = request;
    }

    @POST
    @Consumes({MediaType.APPLICATION_JSON, ExportResource.YAML, "application/x-yaml", "text/yaml", MediaType.TEXT_PLAIN
    })
    @Produces(MediaType.APPLICATION_JSON)
    public Response run(
            String body,
            @QueryParam("dryRun") String dryRun,
            @QueryParam("confirmOwners") String confirmOwners,
            @QueryParam("confirmPublicApps") String confirmPublicApps) {
        request.requireManage();
        boolean dry = AdminRequest.flag("dryRun", dryRun);
        Import.Options options = new Import.Options(
                AdminRequest.flag("confirmOwners", confirmOwners),
                AdminRequest.flag("confirmPublicApps", confirmPublicApps));
        Import.Report report = AdminRequest.checked(
                () -> new Import(request.session(), request.realm(), request.caller(), options).run(body));
        ObjectNode answer = report.json().put("dryRun", dry);
        if (dry || !report.good()) {
            request.rollBack();
        } else {
            request.event(OperationType.UPDATE, "AGENT_SETTINGS", "agents/import", null);
        }
        if (!report.good()) {
            answer.put("errorMessage", "nothing was imported; see errors");
        }
        return Response.status(report.good() ? Response.Status.OK : Response.Status.BAD_REQUEST)
                .entity(StrictJson.write(answer))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .build();
    }
}
