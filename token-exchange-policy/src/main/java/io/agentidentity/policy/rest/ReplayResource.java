package io.agentidentity.policy.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.decision.store.Decision;
import io.agentidentity.decision.store.DecisionStore;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.Members;
import io.agentidentity.json.StrictJson;
import io.agentidentity.policy.Policy;
import io.agentidentity.policy.Verdict.Outcome.Undecided;
import io.agentidentity.policy.enforce.Replay;
import io.agentidentity.policy.enforce.Replay.Replayed;
import io.agentidentity.policy.store.RuleSetStore;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keycloak.common.util.Time;

/** {@code …/agents/policy/replay}: what rules would have made of the calls that were decided before. */
public final class ReplayResource {

    private static final Set<String> MEMBERS = Set.of("rules", "version", "from", "to");
    private static final int MAX_VERSION = 1_000_000_000;

    private final PolicyRequest request;

    ReplayResource(PolicyRequest request) {
        this.request = request;
    }

    /** Goes through a page of decisions, the latest first; writes nothing. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response replay(@QueryParam("first") String first, @QueryParam("max") String max, String body) {
        request.requireManage();
        ObjectNode sent = PolicyRequest.object(body, MEMBERS);
        Policy candidate = PolicyRequest.checked(() -> candidate(sent));
        Instant from = PolicyRequest.checked(() -> Members.instant(sent, "from", "from"))
                .orElse(Instant.EPOCH);
        Instant to = PolicyRequest.checked(() -> Members.instant(sent, "to", "to"))
                .orElse(Instant.ofEpochMilli(Time.currentTimeMillis() + 1));
        int most = PolicyRequest.max(max);
        List<Decision> decisions = new DecisionStore(request.session())
                .page(request.realm().getId(), from, to, PolicyRequest.first(first), most);
        Replay replay = new Replay(request.session(), request.realm(), candidate);
        int asked = 0;
        int unknown = 0;
        ArrayNode changes = StrictJson.array(List.of());
        for (Decision decision : decisions) {
            Optional<Replayed> replayed = replay.of(decision);
            asked += replayed.isPresent() ? 1 : 0;
            if (replayed.filter(one -> !one.after().equals(one.before())).isPresent()) {
                unknown += "unknown".equals(replayed.get().after()) ? 1 : 0;
                changes.add(view(replayed.get()));
            }
        }
        ObjectNode answer = StrictJson.object()
                .put("decisions", decisions.size())
                .put("asked", asked)
                .put("changed", changes.size() - unknown)
                .put("unknown", unknown)
                .put("more", decisions.size() == most);
        answer.set("changes", changes);
        return PolicyRequest.json(Response.Status.OK, answer);
    }

    private Policy candidate(ObjectNode sent) {
        if (sent.has("rules") == sent.has("version")) {
            throw new InvalidInput("either rules or version is needed");
        }
        if (sent.has("rules")) {
            return Policy.parse(sent);
        }
        int version = Members.whole(sent, "version", "version", MAX_VERSION).orElse(0);
        return new RuleSetStore(request.session())
                .find(request.realm().getId(), version)
                .map(rules -> Policy.parse(StrictJson.parse(rules.document())))
                .orElseThrow(() -> new InvalidInput("there is no such version"));
    }

    private static ObjectNode view(Replayed replayed) {
        ObjectNode node = StrictJson.object()
                .put("decisionId", replayed.decision().id())
                .put("decidedAt", replayed.decision().decidedAt().toString())
                .put("taskId", replayed.decision().taskId())
                .put(
                        "agentClientId",
                        replayed.agent().map(agent -> agent.clientId()).orElse(null))
                .put(
                        "principalId",
                        replayed.task().map(task -> task.principalId()).orElse(null))
                .put("action", replayed.action())
                .put("before", replayed.before())
                .put("after", replayed.after());
        replayed.outcome().ifPresent(outcome -> {
            outcome.by().ifPresent(rule -> node.put("rule", rule));
            if (outcome instanceof Undecided undecided) {
                node.put("notKept", undecided.missing().wire());
            }
        });
        return node;
    }
}
