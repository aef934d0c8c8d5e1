package io.agentidentity.sample;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a client needs to know to get a token for this server (RFC 9728). */
final class ResourceMetadata extends HttpServlet {

    static final String PATH = "/.well-known/oauth-protected-resource";

    private static final long serialVersionUID = 1L;

    private final URI resource;
    private final URI issuer;
    private final List<String> scopes;

    ResourceMetadata(URI resource, URI issuer, String... scopes) {
        this.resource = resource;
        this.issuer = issuer;
        this.scopes = List.of(scopes);
    }

    /** The resource URI, which tokens for the server carry in {@code aud}. */
    URI resource() {
        return resource;
    }

    /** Where this document is: the well-known path comes before that of the resource (RFC 9728 section 3.1). */
    URI address() {
        return resource.resolve(PATH + resource.getPath());
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ObjectNode document = StrictMapper.object().put("resource", resource.toString());
        document.putArray("authorization_servers").add(issuer.toString());
        scopes.forEach(document.putArray("scopes_supported")::add);
        document.putArray("bearer_methods_supported").add("header");
        document.putArray("authorization_details_types_supported").add("agent_task");
        document.putArray("dpop_signing_alg_values_supported").add("ES256");
        response.setContentType("application/json");
        response.getOutputStream().write(document.toString().getBytes(StandardCharsets.UTF_8));
    }
}
