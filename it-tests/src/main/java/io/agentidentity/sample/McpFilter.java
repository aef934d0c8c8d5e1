package io.agentidentity.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Lets one message through whose headers say what its body says. Proxies, gateways and logs go by {@code Mcp-Method} and
 * {@code Mcp-Name}; an agent for which they read a harmless tool while another one runs has got past all of them.
 */
final class McpFilter extends HttpFilter {

    static final int HEADER_MISMATCH = -32020;
    static final int PARSE_ERROR = -32700;
    static final int INVALID_REQUEST = -32600;
    static final int METHOD_NOT_FOUND = -32601;

    private static final long serialVersionUID = 1L;
    private static final int MOST_BYTES = 256 * 1024;
    private static final String WITH_HEADERS_SINCE = "2026-07-28";
    /** What is not here is denied, whatever the library behind learns to do. */
    private static final Set<String> METHODS = Set.of(
            "initialize", "notifications/initialized", "notifications/cancelled", "ping", "tools/list", "tools/call");

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!request.getMethod().equals("POST")) {
            chain.doFilter(request, response);
            return;
        }
        byte[] bytes = request.getInputStream().readNBytes(MOST_BYTES + 1);
        Optional<JsonNode> message = bytes.length > MOST_BYTES
                ? Optional.empty()
                : StrictMapper.parse(new String(bytes, StandardCharsets.UTF_8));
        Optional<Fault> fault = fault(request, message);
        if (fault.isPresent()) {
            refuse(response, fault.get(), message);
        } else {
            // What was checked is what is passed on, not the bytes that it was read from.
            chain.doFilter(new Checked(request, message.orElseThrow()), response);
        }
    }

    private static Optional<Fault> fault(HttpServletRequest request, Optional<JsonNode> message) {
        if (message.isEmpty()) {
            return Optional.of(new Fault(PARSE_ERROR, "the body is not acceptable JSON"));
        }
        JsonNode method = message.get().path("method");
        // A batch is an array: it would have to be checked, decided and answered call by call.
        if (!message.get().isObject() || !method.isTextual()) {
            return Optional.of(new Fault(INVALID_REQUEST, "the body must be one request or notification"));
        }
        if (!METHODS.contains(method.textValue())) {
            return Optional.of(new Fault(METHOD_NOT_FOUND, "the method is not offered here"));
        }
        boolean call = method.textValue().equals("tools/call");
        JsonNode name = message.get().path("params").path("name");
        if (call && !name.isTextual()) {
            return Optional.of(new Fault(INVALID_REQUEST, "params.name must be the name of a tool"));
        }
        if (differs(request, "Mcp-Method", method.textValue())
                || (call ? differs(request, "Mcp-Name", name.textValue()) : request.getHeader("Mcp-Name") != null)) {
            return Optional.of(new Fault(HEADER_MISMATCH, "the headers differ from the body"));
        }
        return Optional.empty();
    }

    /** Names of methods and tools are plain ASCII here, so that none is ever sent in the encoded form for other text. */
    private static boolean differs(HttpServletRequest request, String header, String value) {
        List<String> values = Collections.list(request.getHeaders(header));
        String version = request.getHeader("MCP-Protocol-Version");
        boolean needed = version != null && version.compareTo(WITH_HEADERS_SINCE) >= 0;
        return values.isEmpty() ? needed : !values.equals(List.of(value));
    }

    private static void refuse(HttpServletResponse response, Fault fault, Optional<JsonNode> message)
            throws IOException {
        ObjectNode answer = StrictMapper.object().put("jsonrpc", "2.0");
        answer.set(
                "id",
                message.map(node -> node.get("id"))
                        .filter(JsonNode::isValueNode)
                        .orElse(null));
        answer.putObject("error").put("code", fault.code).put("message", fault.message);
        response.setStatus(400);
        response.setContentType("application/json");
        response.getOutputStream().write(answer.toString().getBytes(StandardCharsets.UTF_8));
    }

    private record Fault(int code, String message) {}

    /** A request with the message that was checked for its body. */
    private static final class Checked extends HttpServletRequestWrapper {

        private final ByteArrayInputStream body;

        Checked(HttpServletRequest request, JsonNode message) {
            super(request);
            this.body = new ByteArrayInputStream(message.toString().getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String getCharacterEncoding() {
            return StandardCharsets.UTF_8.name();
        }

        @Override
        public ServletInputStream getInputStream() {
            return new ServletInputStream() {

                @Override
                public int read() {
                    return body.read();
                }

                @Override
                public int read(byte[] bytes, int offset, int length) {
                    return body.read(bytes, offset, length);
                }

                @Override
                public boolean isFinished() {
                    return body.available() == 0;
                }

                @Override
                public boolean isReady() {
                    return true;
                }

                @Override
                public void setReadListener(ReadListener listener) {
                    throw new IllegalStateException("the whole body is here");
                }
            };
        }
    }
}
