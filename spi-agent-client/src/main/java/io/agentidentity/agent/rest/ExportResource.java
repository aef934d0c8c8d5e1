package io.agentidentity.agent.rest;

import io.agentidentity.agent.code.Export;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditType;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** {@code …/agents/export}: all agents, resource URIs and settings of the realm as one document. */
public final class ExportResource {

    static final String YAML = "application/yaml";

    private final AdminRequest request;

    ExportResource(AdminRequest request) {
        this.request = request;
    }

    @GET
    @Produces({MediaType.APPLICATION_JSON, YAML})
    public Response export(@QueryParam("format") String format, @HeaderParam(HttpHeaders.ACCEPT) String accept) {
        request.requireView();
        if (format != null && !"json".equals(format) && !"yaml".equals(format)) {
            throw AdminRequest.badRequest("format must be json or yaml");
        }
        boolean yaml = format == null ? accept != null && accept.contains("yaml") : "yaml".equals(format);
        new AuditLog(request.session()).append(request.realm(), request.caller().record(AuditType.AGENTS_EXPORTED));
        Export export = new Export(
                request.session().getKeycloakSessionFactory(), request.realm().getId());
        StreamingOutput body = out -> {
            Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
            export.write(writer, !yaml);
        };
        return Response.ok(body, yaml ? YAML : MediaType.APPLICATION_JSON).build();
    }
}
