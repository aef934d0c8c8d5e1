package io.agentidentity.agent.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.keycloak.services.ErrorResponse;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** {@code …/agents/openapi}: what can be called here and what is answered, as an OpenAPI 3.1 document. */
public final class OpenApiResource {

    private static final String DOCUMENT = "/META-INF/agent-identity/openapi.yaml";
    private static final String YAML = "application/yaml";

    @GET
    @Produces({YAML, MediaType.APPLICATION_JSON})
    public Response read(@QueryParam("format") String format, @HeaderParam(HttpHeaders.ACCEPT) String accept) {
        if (format != null && !"json".equals(format) && !"yaml".equals(format)) {
            throw ErrorResponse.error("format must be json or yaml", Response.Status.BAD_REQUEST);
        }
        boolean json = format == null ? accept != null && accept.contains("json") : "json".equals(format);
        return json
                ? Response.ok(json(yaml()), MediaType.APPLICATION_JSON_TYPE).build()
                : Response.ok(yaml(), YAML).build();
    }

    private static String yaml() {
        try (InputStream document = OpenApiResource.class.getResourceAsStream(DOCUMENT)) {
            return new String(document.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String json(String yaml) {
        try {
            return new ObjectMapper()
                    .writeValueAsString(new Load(LoadSettings.builder().build()).loadFromString(yaml));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
