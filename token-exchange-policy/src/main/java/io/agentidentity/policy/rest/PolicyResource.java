package io.agentidentity.policy.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.lifecycle.Caller;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditRecord;
import io.agentidentity.audit.AuditType;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.Members;
import io.agentidentity.json.StrictJson;
import io.agentidentity.policy.Fact;
import io.agentidentity.policy.InvalidRules;
import io.agentidentity.policy.Policy;
import io.agentidentity.policy.store.RuleSet;
import io.agentidentity.policy.store.RuleSetStore;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keycloak.common.util.Time;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.ErrorResponse;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** {@code …/agents/policy}: the rules of a realm. */
public final class PolicyResource {

    private static final Set<String> MEMBERS = Set.of("rules", "version", "comment", "createdAt", "createdBy");
    private static final Set<String> TO_CHECK = Set.of("rules", "condition", "stages");
    private static final int MAX_COMMENT = 255;

    private final PolicyRequest request;
    private final String realmId;
    private final RuleSetStore store;

    public PolicyResource(
            KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth, AdminEventBuilder events) {
        this.request = new PolicyRequest(session, realm, auth, events);
        this.realmId = realm.getId();
        this.store = new RuleSetStore(session);
    }

    /** The rules in force; version 0 where there never were any. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response read() {
        request.requireView();
        return json(store.inForce(realmId)
                .map(store::byId)
                .map(PolicyResource::view)
                .orElseGet(() -> Policy.NONE.toJson().put("version", 0)));
    }

    /** Replaces all rules, which makes a new version. */
    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response put(String body) {
        request.requireManage();
        ObjectNode sent = PolicyRequest.object(body, MEMBERS);
        Optional<Integer> expected = PolicyRequest.checked(() -> expected(sent.path("version")));
        String comment = PolicyRequest.checked(() -> Members.optionalText(sent, "comment", "comment", MAX_COMMENT));
        Policy policy = PolicyRequest.checked(() -> Policy.parse(sent));
        Optional<RuleSet> before = store.lock(realmId);
        int version = before.map(RuleSet::version).orElse(0);
        if (expected.isPresent() && expected.get() != version) {
            throw ErrorResponse.error(
                    "the rules were changed meanwhile; they are at version " + version, Response.Status.CONFLICT);
        }
        Caller caller = request.caller();
        RuleSet after = store.put(
                realmId,
                version + 1,
                StrictJson.write(policy.toJson()),
                policy.rules().size(),
                Instant.ofEpochMilli(Time.currentTimeMillis()),
                caller.userId(),
                comment);
        new AuditLog(request.session())
                .append(
                        request.realm(),
                        caller.record(AuditType.POLICY_CHANGED)
                                .change(
                                        "policy",
                                        before.map(PolicyResource::named).orElse(null),
                                        named(after)));
        request.events()
                .resource("AGENT_POLICY")
                .operation(OperationType.UPDATE)
                .resourcePath("agents/policy")
                .representation(view(after))
                .success();
        return json(view(after));
    }

    @GET
    @Path("versions")
    @Produces(MediaType.APPLICATION_JSON)
    public Response versions(@QueryParam("first") String first, @QueryParam("max") String max) {
        request.requireView();
        ArrayNode rows = StrictJson.array(List.of());
        store.page(realmId, PolicyRequest.first(first), PolicyRequest.max(max)).forEach(each -> rows.add(row(each)));
        return json(rows);
    }

    @GET
    @Path("versions/{version}")
    @Produces(MediaType.APPLICATION_JSON)
    public Response version(@PathParam("version") String version) {
        request.requireView();
        if (!version.matches("\\d{1,9}")) {
            throw new NotFoundException();
        }
        return json(store.find(realmId, Integer.parseInt(version))
                .map(PolicyResource::view)
                .orElseThrow(NotFoundException::new));
    }

    /** What is wrong with a condition or with whole rules, and what they look at; nothing is written. */
    @POST
    @Path("check")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response check(String body) {
        request.requireManage();
        ObjectNode sent = PolicyRequest.object(body, TO_CHECK);
        return json(PolicyRequest.checked(() -> checked(sent)));
    }

    @Path("replay")
    public ReplayResource replay() {
        return new ReplayResource(request);
    }

    @Path("decisions")
    public ExplainResource decisions() {
        return new ExplainResource(request);
    }

    private static ObjectNode checked(ObjectNode sent) {
        ObjectNode answer = StrictJson.object();
        try {
            Set<Fact> facts = sent.has("rules")
                    ? ofRules(sent)
                    : Policy.checkCondition(sent).facts();
            answer.put("valid", true);
            ArrayNode names = answer.putArray("facts");
            facts.stream().map(Fact::wire).sorted().forEach(names::add);
        } catch (InvalidRules e) {
            answer.put("valid", false).set("problems", PolicyRequest.problems(e));
        }
        return answer;
    }

    private static Set<Fact> ofRules(ObjectNode sent) {
        Set<Fact> facts = EnumSet.noneOf(Fact.class);
        Policy.parse(sent).rules().stream()
                .map(rule -> rule.condition().facts())
                .forEach(facts::addAll);
        return facts;
    }

    private static Optional<Integer> expected(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isInt()) {
            throw new InvalidInput("version must be a whole number");
        }
        return Optional.of(node.intValue());
    }

    private static ObjectNode view(RuleSet rules) {
        return described((ObjectNode) StrictJson.parse(rules.document()), rules);
    }

    private static ObjectNode row(RuleSet rules) {
        return described(StrictJson.object().put("ruleCount", rules.rules()), rules);
    }

    private static ObjectNode described(ObjectNode node, RuleSet rules) {
        return node.put("version", rules.version())
                .put("comment", rules.comment())
                .put("createdAt", rules.createdAt().toString())
                .put("createdBy", rules.createdBy());
    }

    /** As a record names it, without what it says. */
    private static String named(RuleSet rules) {
        return "version " + rules.version() + ", " + AuditRecord.digest(rules.document());
    }

    private static Response json(JsonNode node) {
        return PolicyRequest.json(Response.Status.OK, node);
    }
}
