package io.agentidentity.sample;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.transport.HttpServletStatelessServerTransport;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** An MCP server (streamable HTTP, without sessions) with tools for invoices: each call of a tool is decided by Keycloak. */
public final class InvoiceTools implements AutoCloseable {

    private static final String PATH = "/mcp";
    private static final String READ = "{\"type\":\"object\",\"properties\":{\"invoice\":{\"type\":\"string\"}},"
            + "\"required\":[\"invoice\"],\"additionalProperties\":false}";
    private static final String APPROVE =
            "{\"type\":\"object\",\"properties\":{\"invoice\":{\"type\":\"string\"},\"amount\":{\"type\":\"number\"}},"
                    + "\"required\":[\"invoice\",\"amount\"],\"additionalProperties\":false}";

    private final WebServer web = WebServer.open(PATH);

    private InvoiceTools() {}

    /** Takes a free port; answers once it is started. */
    public static InvoiceTools open() {
        return new InvoiceTools();
    }

    /** The resource URI, which task tokens for it carry in {@code aud}. */
    public String uri() {
        return web.uri().toString();
    }

    /** Answers from now on. */
    public void start(Keycloak keycloak) {
        URI uri = web.uri();
        ResourceMetadata metadata = new ResourceMetadata(uri, keycloak.issuer(), "invoices:read");
        Tool read = tool("invoices.read", READ);
        Tool approve = tool("invoices.approve", APPROVE);
        Enforcement enforcement = new DecisionPoint(keycloak, uri, Optional.of(digest(read, approve)), approve.name());
        HttpServletStatelessServerTransport transport = HttpServletStatelessServerTransport.builder()
                .messageEndpoint(PATH)
                .contextExtractor(request -> McpTransportContext.create(
                        Map.of(TokenFilter.CALLER, request.getAttribute(TokenFilter.CALLER))))
                .build();
        McpServer.sync(transport)
                .serverInfo("invoices", "1.0.0")
                .capabilities(ServerCapabilities.builder().tools(false).build())
                .immediateExecution(true)
                .tools(
                        served(enforcement, read, call -> call.get("invoice") + ": 420 EUR, open"),
                        served(enforcement, approve, call -> call.get("invoice") + ": approved"))
                .build();
        web.start(
                transport,
                metadata,
                // A signature is enough here, because every call is asked about.
                new TokenFilter(TokenCheck.bySignature(keycloak, uri), metadata),
                new McpFilter());
    }

    private static Tool tool(String name, String schema) {
        return Tool.builder(name, McpJsonDefaults.getMapper(), schema).build();
    }

    /** The digest of the tools as {@code tools/list} answers with them, sorted by name. */
    private static String digest(Tool... tools) {
        return StrictMapper.digest(StrictMapper.tree(
                Stream.of(tools).sorted(Comparator.comparing(Tool::name)).toList()));
    }

    /** A tool that runs once its call is permitted, with the very arguments that were asked about. */
    private static SyncToolSpecification served(
            Enforcement enforcement, Tool tool, Function<Map<String, Object>, String> work) {
        return new SyncToolSpecification(tool, (context, request) -> {
            Caller caller = (Caller) context.get(TokenFilter.CALLER);
            Call call = Call.ofTool(tool.name(), arguments(request));
            try {
                return enforcement.permitted(caller, call, () -> result(work.apply(request.arguments()), false));
            } catch (Refusal e) {
                // To the model this is a tool that did not work; it may try another way or tell the person.
                return result(e.getMessage(), true);
            } catch (Keycloak.KeycloakAway e) {
                throw McpError.builder(ErrorCodes.INTERNAL_ERROR)
                        .message("temporarily_unavailable")
                        .build();
            }
        });
    }

    private static ObjectNode arguments(CallToolRequest request) {
        return request.arguments() == null
                ? StrictMapper.object()
                : (ObjectNode) StrictMapper.tree(request.arguments());
    }

    private static CallToolResult result(String text, boolean error) {
        return CallToolResult.builder()
                .textContent(List.of(text))
                .isError(error)
                .build();
    }

    @Override
    public void close() {
        web.close();
    }
}
