package io.agentidentity.sample;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What somebody wants done.
 *
 * @param action the operation, or {@code tools/call}
 * @param type kind of what it is done to
 * @param id which of that kind; the name of the tool for {@code tools/call}
 * @param parameters with which the call will be served, exactly
 */
record Call(String action, String type, String id, ObjectNode parameters) {

    private static final String TOOL_CALL = "tools/call";

    /** A call of a tool by the Model Context Protocol. */
    static Call ofTool(String name, ObjectNode arguments) {
        return new Call(TOOL_CALL, "tool", name, arguments);
    }

    /** The operation, or the tool. */
    String operation() {
        return action.equals(TOOL_CALL) ? id : action;
    }

    /** The digest of the parameters that a permit names: of their canonical form (RFC 8785). */
    String parameterDigest() {
        return StrictMapper.digest(parameters);
    }
}
