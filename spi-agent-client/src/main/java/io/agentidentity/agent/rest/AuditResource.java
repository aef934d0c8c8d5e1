package io.agentidentity.agent.rest;

import io.agentidentity.agent.owner.People;
import io.agentidentity.audit.AuditLog;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.keycloak.models.UserModel;
import org.keycloak.services.ErrorResponse;

/** {@code /admin/realms/{realm}/agents/audit}: who did what, newest first. */
public final class AuditResource {

    private final AdminRequest request;

    AuditResource(AdminRequest request) {
        this.request = request;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response search(@BeanParam Filter filter) {
        request.requireView();
        List<String> records = new AuditLog(request.session())
                .search(
                        request.realm(),
                        new AuditLog.Query(
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
