package io.agentidentity.policy.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.guard.ForbiddenCalls;
import io.agentidentity.agent.lifecycle.AgentRoles;
import io.agentidentity.agent.lifecycle.Caller;
import io.agentidentity.agent.rest.ListParameters;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditRecord;
import io.agentidentity.audit.AuditType;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.Members;
import io.agentidentity.json.StrictJson;
import io.agentidentity.policy.Fact;
import io.agentidentity.policy.InvalidRules;
import io.agentidentity.policy.Policy;
import io.agentidentity.policy.RuleProblem;
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
import jakarta.ws.rs.WebApplicationException;
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
    private static final int MAX_BODY = 1024 * 1024;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AdminPermissionEvaluator auth;
    private final AdminEventBuilder events;
    private final RuleSetStore store;

    public PolicyResource(
            KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth, AdminEventBuilder events) {
        this.session = session;
        this.realm = realm;
        this.auth = auth;
        this.events = events;
        this.store = new RuleSetStore(session);
    }

    /** The rules in force; version 0 where there never were any. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response read() {
        require(AgentRoles.VIEW, AgentRoles.MANAGE);
        ObjectNode view = store.inForce(realm.getId())
                .map(store::byId)
                .map(PolicyResource::view)
                .orElseGet(() -> Policy.NONE.toJson().put("version", 0));
        return json(Response.Status.OK, view);
    }

    /** Replaces all rules, which makes a new version. */
    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response put(String body) {
        require(AgentRoles.MANAGE);
        ObjectNode sent = object(body, MEMBERS);
        Optional<Integer> expected = expected(sent.path("version"));
        String comment = comment(sent);
        Policy policy = valid(sent);
        Optional<RuleSet> before = store.lock(realm.getId());
        int version = before.map(RuleSet::version).orElse(0);
        if (expected.isPresent() && expected.get() != version) {
            throw ErrorResponse.error(
                    "the rules were changed meanwhile; they are at version " + version, Response.Status.CONFLICT);
        }
        Caller caller = Caller.ofAdmin(
                session,
                AuditLog.issuer(session, auth.adminAuth().getRealm()),
                auth.adminAuth().getUser());
        String document = StrictJson.write(policy.toJson());
        RuleSet after = store.put(
                realm.getId(),
                version + 1,
                document,
                policy.rules().size(),
                Instant.ofEpochMilli(Time.currentTimeMillis()),
                caller.userId(),
                comment);
        new AuditLog(session)
                .append(
                        realm,
                        caller.record(AuditType.POLICY_CHANGED)
                                .change(
                                        "policy",
                                        before.map(PolicyResource::named).orElse(null),
                                        named(after)));
        events.resource("AGENT_POLICY")
                .operation(OperationType.UPDATE)
                .resourcePath("agents/policy")
                .representation(view(after))
                .success();
        return json(Response.Status.OK, view(after));
    }

    @GET
    @Path("versions")
    @Produces(MediaType.APPLICATION_JSON)
    public Response versions(@QueryParam("first") String first, @QueryParam("max") String max) {
        require(AgentRoles.VIEW, AgentRoles.MANAGE);
        ArrayNode rows = StrictJson.array(List.of());
        store.page(realm.getId(), ListParameters.first(first), ListParameters.max(max))
                .forEach(each -> rows.add(row(each)));
        return json(Response.Status.OK, rows);
    }

    @GET
    @Path("versions/{version}")
    @Produces(MediaType.APPLICATION_JSON)
    public Response version(@PathParam("version") String version) {
        require(AgentRoles.VIEW, AgentRoles.MANAGE);
        if (!version.matches("\\d{1,9}")) {
            throw new NotFoundException();
        }
        return json(
                Response.Status.OK,
                store.find(realm.getId(), Integer.parseInt(version))
                        .map(PolicyResource::view)
                        .orElseThrow(NotFoundException::new));
    }

    /** What is wrong with a condition or with whole rules, and what they look at; nothing is written. */
    @POST
    @Path("check")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response check(String body) {
        require(AgentRoles.MANAGE);
        ObjectNode sent = object(body, TO_CHECK);
        ObjectNode answer = StrictJson.object();
        try {
            Set<Fact> facts = sent.has("rules")
                    ? ofRules(sent)
                    : Policy.checkCondition(sent).facts();
            answer.put("valid", true);
            ArrayNode names = answer.putArray("facts");
            facts.stream().map(Fact::wire).sorted().forEach(names::add);
        } catch (InvalidRules e) {
            answer.put("valid", false).set("problems", problems(e));
        } catch (InvalidInput e) {
            throw ErrorResponse.error(e.getMessage(), Response.Status.BAD_REQUEST);
        }
        return json(Response.Status.OK, answer);
    }

    private static Set<Fact> ofRules(ObjectNode sent) {
        Set<Fact> facts = EnumSet.noneOf(Fact.class);
        Policy.parse(sent).rules().stream()
                .map(rule -> rule.condition().facts())
                .forEach(facts::addAll);
        return facts;
    }

    private Policy valid(ObjectNode sent) {
        try {
            return Policy.parse(sent);
        } catch (InvalidRules e) {
            int number = e.problems().size();
            ObjectNode answer = StrictJson.object()
                    .put(
                            "errorMessage",
                            number == 1 ? "1 problem with the rules" : number + " problems with the rules");
            answer.set("problems", problems(e));
            throw new WebApplicationException(json(Response.Status.BAD_REQUEST, answer));
        }
    }

    private static ObjectNode object(String body, Set<String> known) {
        try {
            if (body == null || body.length() > MAX_BODY) {
                throw new InvalidInput("the body must hold JSON of at most " + MAX_BODY + " characters");
            }
            return Members.object(StrictJson.parse(body), "the body", known);
        } catch (InvalidInput e) {
            throw ErrorResponse.error(e.getMessage(), Response.Status.BAD_REQUEST);
        } catch (StrictJson.MalformedJson e) {
            throw ErrorResponse.error(
                    "the body is not acceptable JSON: " + e.getMessage(), Response.Status.BAD_REQUEST);
        }
    }

    private static String comment(ObjectNode sent) {
        try {
            return Members.optionalText(sent, "comment", "comment", MAX_COMMENT);
        } catch (InvalidInput e) {
            throw ErrorResponse.error(e.getMessage(), Response.Status.BAD_REQUEST);
        }
    }

    private static Optional<Integer> expected(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isInt()) {
            throw ErrorResponse.error("version must be a whole number", Response.Status.BAD_REQUEST);
        }
        return Optional.of(node.intValue());
    }

    private static ArrayNode problems(InvalidRules invalid) {
        ArrayNode list = StrictJson.array(List.of());
        invalid.problems().stream().map(RuleProblem::toJson).forEach(list::add);
        return list;
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

    private void require(String... roles) {
        if (!auth.hasOneAdminRole(roles)) {
            throw ForbiddenCalls.refused(session, realm, auth);
        }
    }

    private static Response json(Response.Status status, JsonNode node) {
        return Response.status(status)
                .entity(StrictJson.write(node))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header("Cache-Control", "no-store")
                .build();
    }
}
