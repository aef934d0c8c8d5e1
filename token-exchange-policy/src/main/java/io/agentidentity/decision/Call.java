package io.agentidentity.decision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.CanonicalJson;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.PlainText;
import io.agentidentity.json.StrictJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One call that somebody asks about (AuthZEN 1.0 section 6.1), checked for its form alone. Members that it does not know are passed
 * over, as the specification wants.
 *
 * @param subjectId who is said to make the call
 * @param action name of the operation at the resource server, or {@code tools/call} for a tool by the Model Context Protocol
 * @param resourceType kind of what the call is about
 * @param resourceId which of that kind; the name of the tool for {@code tools/call}
 * @param server the resource server that the call is for, where the request names it
 * @param parameters the call's parameters
 * @param parameterDigest the digest of the parameters in their canonical form (RFC 8785)
 * @param toolsDigest the digest of the list of tools that the server offers, where the request says it
 * @param token the token that came with the call
 * @param claims what the caller says of the agent, which nothing is decided by
 */
public record Call(
        String subjectId,
        String action,
        String resourceType,
        String resourceId,
        Optional<String> server,
        ObjectNode parameters,
        String parameterDigest,
        Optional<String> toolsDigest,
        Optional<String> token,
        Map<String, String> claims) {

    /** The action of every call of a tool; which tool stands in the resource. */
    public static final String TOOL_CALL = "tools/call";

    private static final String TOOL = "tool";
    private static final int MAX_NAME = 1024;
    private static final int MAX_TARGET = 2048;
    private static final int MAX_TOKEN = 64 * 1024;
    private static final int MAX_CLAIM = 255;
    private static final Pattern DIGEST = Pattern.compile("sha-256:[0-9a-f]{64}");
    private static final List<String> CLAIMS = List.of("agent", "actor_kind", "owner", "purpose");

    /**
     * Parses one evaluation.
     *
     * @throws InvalidInput naming the member that is missing or not of its form
     */
    public static Call parse(JsonNode node) {
        ObjectNode subject = object(node, "subject");
        ObjectNode action = object(node, "action");
        ObjectNode resource = object(node, "resource");
        JsonNode context = optionalObject(node.path("context"), "context");
        text(subject, "type", "subject", MAX_NAME);
        ObjectNode parameters = parameters(context.path("parameters"));
        Call call = new Call(
                text(subject, "id", "subject", MAX_NAME),
                text(action, "name", "action", MAX_NAME),
                text(resource, "type", "resource", MAX_NAME),
                text(resource, "id", "resource", MAX_NAME),
                optionalText(
                        optionalObject(resource.path("properties"), "resource.properties"),
                        "server",
                        "resource.properties",
                        MAX_TARGET),
                parameters,
                CanonicalJson.digest(parameters),
                toolsDigest(context.path("tools_digest")),
                optionalText(context, "token", "context", MAX_TOKEN),
                claims(context));
        if (call.isToolCall() && !TOOL.equals(call.resourceType)) {
            throw new InvalidInput("resource.type must be " + TOOL + " where action.name is " + TOOL_CALL);
        }
        return call;
    }

    /** The name of the operation as the {@code actions} of a task have it: the tool where a tool is called. */
    public String operation() {
        return isToolCall() ? resourceId : action;
    }

    private boolean isToolCall() {
        return TOOL_CALL.equals(action);
    }

    private static ObjectNode parameters(JsonNode node) {
        return optionalObject(node, "context.parameters") instanceof ObjectNode object ? object : StrictJson.object();
    }

    private static Map<String, String> claims(JsonNode context) {
        Map<String, String> claims = new LinkedHashMap<>();
        for (String name : CLAIMS) {
            String said = context.path(name).textValue();
            if (said != null && said.length() <= MAX_CLAIM && PlainText.is(said)) {
                claims.put(name, said);
            }
        }
        return claims;
    }

    private static ObjectNode object(JsonNode parent, String name) {
        if (parent.get(name) instanceof ObjectNode object) {
            return object;
        }
        throw new InvalidInput(name + " must be an object");
    }

    private static JsonNode optionalObject(JsonNode node, String path) {
        if (node.isMissingNode() || node.isNull() || node.isObject()) {
            return node;
        }
        throw new InvalidInput(path + " must be an object");
    }

    private static String text(JsonNode parent, String name, String path, int most) {
        return optionalText(parent, name, path, most)
                .orElseThrow(() -> new InvalidInput(path + "." + name + " is missing"));
    }

    private static Optional<String> toolsDigest(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isTextual() || !DIGEST.matcher(node.textValue()).matches()) {
            throw new InvalidInput("context.tools_digest must be sha-256: and 64 hexadecimal digits in lower case");
        }
        return Optional.of(node.textValue());
    }

    private static Optional<String> optionalText(JsonNode parent, String name, String path, int most) {
        JsonNode node = parent.path(name);
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isTextual()
                || node.textValue().isEmpty()
                || node.textValue().length() > most
                || !PlainText.is(node.textValue())) {
            throw new InvalidInput(path + "." + name + " must be plain text of 1 to " + most + " characters");
        }
        return Optional.of(node.textValue());
    }
}
