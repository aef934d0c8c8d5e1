package io.agentidentity.sample;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A resource server: asks Keycloak about each token and wants the key proven that it is bound to, looks at the scope, and asks for a
 * decision on the call.
 */
public final class ErpServer implements AutoCloseable {

    private static final String PATH = "/erp";
    private static final String SCOPE = "invoices:read";

    private final WebServer web = WebServer.open(PATH);

    private ErpServer() {}

    /** Takes a free port; answers once it is started. */
    public static ErpServer open() {
        return new ErpServer();
    }

    /** The resource URI, which task tokens for it carry in {@code aud}. */
    public String uri() {
        return web.uri().toString();
    }

    /** Answers from now on, and asks Keycloak about each call. */
    public void start(Keycloak keycloak) {
        start(keycloak, new DecisionPoint(keycloak, web.uri(), Optional.empty()));
    }

    /** Answers from now on, and asks Keycloak about tokens only. */
    public void startWithoutDecisions(Keycloak keycloak) {
        start(keycloak, new DetailsCheck());
    }

    private void start(Keycloak keycloak, Enforcement enforcement) {
        URI uri = web.uri();
        ResourceMetadata metadata = new ResourceMetadata(uri, keycloak.issuer(), SCOPE);
        web.start(
                new Invoices(enforcement),
                metadata,
                new TokenFilter(TokenCheck.byIntrospection(keycloak, uri), metadata));
    }

    @Override
    public void close() {
        web.close();
    }

    private static final class Invoices extends HttpServlet {

        private static final long serialVersionUID = 1L;

        private final transient Enforcement enforcement;

        Invoices(Enforcement enforcement) {
            this.enforcement = enforcement;
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            Caller caller = (Caller) request.getAttribute(TokenFilter.CALLER);
            if (!caller.hasScope(SCOPE)) {
                throw Refusal.insufficientScope(SCOPE);
            }
            ObjectNode body = switch (request.getMethod() + " " + request.getRequestURI()) {
                case "GET " + PATH + "/invoices" ->
                    serve(
                            caller,
                            new Call("invoices.list", "invoices", "all", StrictMapper.object()),
                            "INV-7",
                            "INV-9");
                case "POST " + PATH + "/invoices/INV-9/approve" ->
                    serve(
                            caller,
                            new Call(
                                    "invoices.approve",
                                    "invoice",
                                    "INV-9",
                                    StrictMapper.object().put("amount", 420)),
                            "INV-9");
                default -> throw Refusal.notFound();
            };
            response.setContentType("application/json");
            response.getOutputStream().write(body.toString().getBytes(StandardCharsets.UTF_8));
        }

        private ObjectNode serve(Caller caller, Call call, String... invoices) {
            return enforcement.permitted(caller, call, () -> {
                ObjectNode body = StrictMapper.object().put("caller", caller.name());
                for (String invoice : invoices) {
                    body.withArray("invoices").add(invoice);
                }
                return body;
            });
        }
    }
}
