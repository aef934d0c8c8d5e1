package io.agentidentity.agent.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.Standing;
import io.agentidentity.agent.declared.DeclaredStore;
import io.agentidentity.agent.examination.Examination;
import io.agentidentity.agent.examination.RealmExamination;
import io.agentidentity.agent.findings.FindingStore;
import io.agentidentity.agent.lifecycle.AgentTasks;
import io.agentidentity.agent.posture.Finding;
import io.agentidentity.agent.posture.RealmFinding;
import io.agentidentity.agent.posture.Severity;
import io.agentidentity.agent.store.AgentList;
import io.agentidentity.agent.store.AgentList.Filter;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.audit.read.RecordQuery;
import io.agentidentity.audit.read.RecordSearch;
import io.agentidentity.audit.read.Span;
import io.agentidentity.json.StrictJson;
import io.agentidentity.json.Wire;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.common.util.Time;

/** {@code …/agents/posture}: what is wrong with the agents of a realm, as of the last examination of each. */
public final class PostureResource {

    private static final Map<String, String> ADVICE = Stream.concat(
                    Arrays.stream(Finding.values()).map(finding -> Map.entry(finding.code(), finding.advice())),
                    Arrays.stream(RealmFinding.values()).map(finding -> Map.entry(finding.code(), finding.advice())))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private final AdminRequest request;

    PostureResource(AdminRequest request) {
        this.request = request;
    }

    /** Counts for a dashboard: agents by status, findings by code and by severity. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response counts() {
        request.requireView();
        Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
        Map<String, Long> exact = new RealmExamination(request.session(), request.realm(), now).examine();
        ObjectNode answer = StrictJson.object();
        ObjectNode agents = answer.putObject("agents");
        AgentList list = new AgentList(request.session());
        for (Standing standing : Standing.values()) {
            Filter filter = new Filter(null, null, null, standing, null, null, null, null, null, null, now);
            agents.put(standing.wire(), list.count(request.realm().getId(), filter, null));
        }
        agents.put(
                ListParameters.DECLARED,
                new DeclaredStore(request.session()).count(request.realm().getId(), null));
        ArrayNode findings = answer.putArray("findings");
        Map<String, Long> bySeverity = new TreeMap<>();
        for (FindingStore.Count count :
                new FindingStore(request.session()).counts(request.realm().getId())) {
            long number = exact.getOrDefault(count.code(), count.number());
            findings.addObject()
                    .put("code", count.code())
                    .put("severity", count.severity())
                    .put("count", number)
                    .put("advice", ADVICE.get(count.code()));
            bySeverity.merge(count.severity(), number, Long::sum);
        }
        ObjectNode severities = answer.putObject("severities");
        for (Severity severity : Severity.values()) {
            severities.put(severity.wire(), bySeverity.getOrDefault(severity.wire(), 0L));
        }
        answer.putObject("activity")
                .put("liveTasks", AgentTasks.of(request.session()).liveOf(request.realm()))
                .put("refusedLastDay", refusedSince(now.minus(Duration.ofDays(1))));
        return AdminRequest.json(answer);
    }

    /** As far as records are sealed, which they are within about a second. */
    private long refusedSince(Instant from) {
        RecordQuery refused =
                new RecordQuery(Map.of(RecordQuery.Field.OUTCOME, "refused"), Optional.of(from), Optional.empty());
        return new RecordSearch(request.session(), request.realm().getId()).count(refused, Span.NEWEST_FIRST);
    }

    /** A page of findings, the longest standing first. */
    @GET
    @Path("findings")
    @Produces(MediaType.APPLICATION_JSON)
    public Response findings(
            @QueryParam("code") String code,
            @QueryParam("severity") String severity,
            @QueryParam("first") String first,
            @QueryParam("max") String max) {
        request.requireView();
        String level = AdminRequest.checked(() -> severity == null
                ? null
                : Wire.parse(Severity.class, "severity", severity).wire());
        if (code != null && !ADVICE.containsKey(code)) {
            throw AdminRequest.badRequest("code must be one of " + String.join(", ", new TreeSet<>(ADVICE.keySet())));
        }
        AgentStore agents = new AgentStore(request.session());
        ArrayNode rows = StrictJson.array(List.of());
        new FindingStore(request.session())
                .page(request.realm().getId(), code, level, AdminRequest.first(first), AdminRequest.max(max))
                .forEach(row -> {
                    ObjectNode node = rows.addObject();
                    row.agentId()
                            .flatMap(id -> agents.find(request.realm().getId(), id))
                            .ifPresent(agent -> agent(node, agent));
                    node.put("code", row.code())
                            .put("severity", row.severity())
                            .put("detail", row.detail())
                            .put("since", row.since().toString())
                            .put("advice", ADVICE.get(row.code()));
                });
        return AdminRequest.json(rows);
    }

    private static void agent(ObjectNode node, Agent agent) {
        node.putObject("agent")
                .put("id", agent.id())
                .put("clientId", agent.clientId())
                .put("name", agent.name());
    }

    static ObjectNode view(Examination.Dated dated) {
        return StrictJson.object()
                .put("code", dated.found().code())
                .put("severity", dated.found().severity().wire())
                .put("detail", dated.found().detail().orElse(null))
                .put("since", dated.since().toString())
                .put("advice", dated.found().advice());
    }
}
