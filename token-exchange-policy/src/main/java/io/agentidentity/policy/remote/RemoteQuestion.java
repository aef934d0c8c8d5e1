package io.agentidentity.policy.remote;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.Agent;
import io.agentidentity.decision.Call;
import io.agentidentity.json.StrictJson;
import io.agentidentity.task.Authority;
import io.agentidentity.task.Task;
import java.util.Optional;

/**
 * What is asked (AuthZEN 1.0 section 6.1). It holds no token, and of the parameters of a call a digest, unless the realm says that
 * they may leave.
 */
public final class RemoteQuestion {

    private RemoteQuestion() {}

    /** Whether a call may be made. */
    public static ObjectNode ofCall(Agent agent, Task task, Call call, boolean parameters) {
        ObjectNode question = question(task.principalId(), call.action());
        question.putObject("resource")
                .put("type", call.resourceType())
                .put("id", call.resourceId())
                .putObject("properties")
                .put("server", task.authority().target());
        ObjectNode context = context(question, agent, Optional.of(task), task.purpose());
        context.put("parameter_digest", call.parameterDigest());
        if (parameters) {
            context.set("parameters", call.parameters());
        }
        return question;
    }

    /**
     * Whether an agent may have a token.
     *
     * @param principal user id of the person, or of the agent itself in a task without one
     * @param known the task that goes on, if it is none that is opened now
     * @param purpose of the task
     * @param delegate the agent that the task is handed down to, if it is
     */
    public static ObjectNode ofIssue(
            Agent agent,
            String principal,
            Optional<Task> known,
            Optional<String> purpose,
            Authority authority,
            Optional<String> delegate) {
        ObjectNode question = question(principal, delegate.isPresent() ? "hand_over" : "issue");
        question.putObject("resource").put("type", "server").put("id", authority.target());
        ObjectNode context = context(question, agent, known, purpose);
        context.set("scopes", StrictJson.array(authority.scopes()));
        context.set("authority", authority.rights().toJson());
        delegate.ifPresent(client -> context.put("delegate", client));
        return question;
    }

    private static ObjectNode question(String principal, String action) {
        ObjectNode question = StrictJson.object();
        question.putObject("subject").put("type", "user").put("id", principal);
        question.putObject("action").put("name", action);
        return question;
    }

    private static ObjectNode context(ObjectNode question, Agent agent, Optional<Task> task, Optional<String> purpose) {
        ObjectNode context = question.putObject("context");
        context.putObject("agent")
                .put("client_id", agent.clientId())
                .put("owner", agent.ownerId())
                .put("environment", agent.environment().wire());
        task.ifPresent(known -> context.put("task_id", known.id().value()));
        purpose.ifPresent(words -> context.put("purpose", words));
        return context;
    }
}
