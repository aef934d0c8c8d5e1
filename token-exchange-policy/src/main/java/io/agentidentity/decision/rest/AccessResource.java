package io.agentidentity.decision.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.decision.Call;
import io.agentidentity.decision.Evaluations;
import io.agentidentity.decision.store.Decision;
import io.agentidentity.decision.store.DecisionStore;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.Members;
import io.agentidentity.json.PlainText;
import io.agentidentity.json.StrictJson;
import io.agentidentity.refusal.Reason;
import io.agentidentity.refusal.Refusal;
import io.agentidentity.task.Task;
import io.agentidentity.task.TaskId;
import io.agentidentity.task.TaskState;
import io.agentidentity.task.store.TaskStore;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** {@code /realms/{realm}/agents/access}: AuthZEN Authorization API 1.0 for task tokens. Whatever fails denies. */
public final class AccessResource {

    private static final Logger LOG = Logger.getLogger(AccessResource.class);
    private static final int MOST_BYTES = 256 * 1024;
    private static final int MAX_REQUEST_ID = 128;
    private static final String REQUEST_ID = "X-Request-ID";
    private static final String NOT_EXECUTED = "not_executed";
    private static final Set<String> RESULTS = Set.of(DecisionStore.STARTED, "succeeded", "failed", NOT_EXECUTED);

    private final KeycloakSession session;
    private final RealmModel realm;

    public AccessResource(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /** Decides on one call. */
    @POST
    @Path("v1/evaluation")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response evaluation(@HeaderParam(REQUEST_ID) String requestId, String body) {
        return answering(requestId, body, this::one);
    }

    /** Decides on several calls, or on one that is written like a single evaluation. */
    @POST
    @Path("v1/evaluations")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response evaluations(@HeaderParam(REQUEST_ID) String requestId, String body) {
        return answering(
                requestId,
                body,
                (asking, request) -> Evaluations.areIn(request)
                        ? several(asking, Evaluations.parse(request))
                        : one(asking, request));
    }

    /**
     * An enforcement point says what came of a permit, once; saying the same again changes nothing. Before that it may say that it
     * starts, which one alone can: so a permit is good once, wherever it was shown.
     */
    @POST
    @Path("v1/outcomes")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response outcomes(@HeaderParam(REQUEST_ID) String requestId, String body) {
        return answering(requestId, body, this::outcome);
    }

    private JsonNode one(Asking asking, JsonNode request) {
        return asking.decisions.decide(Call.parse(request), asking.requestId).json();
    }

    private JsonNode several(Asking asking, Evaluations all) {
        ObjectNode answer = StrictJson.object();
        ArrayNode answers = answer.putArray("evaluations");
        for (JsonNode each : all.calls()) {
            JsonNode decided = orUndecided(asking, each, answers.size());
            answers.add(decided);
            if (all.semantic().endsWith(decided.path("decision").asBoolean())) {
                break;
            }
        }
        return answer;
    }

    private static JsonNode orUndecided(Asking asking, JsonNode each, int index) {
        try {
            return asking.decisions
                    .decide(Call.parse(each), asking.requestId.map(id -> id + "\n" + index))
                    .json();
        } catch (InvalidInput e) {
            return Answer.undecided(Response.Status.BAD_REQUEST.getStatusCode(), e.getMessage());
        } catch (Refusal e) {
            if (e.reason() != Reason.RATE_LIMITED) {
                throw e;
            }
            return Answer.undecided(e.reason().status(), e.description());
        }
    }

    private JsonNode outcome(Asking asking, JsonNode request) {
        ObjectNode said = Members.object(request, "the body", Set.of("decision_id", "result"));
        String id = Members.optionalText(said, "decision_id", "decision_id", 64);
        String result = Members.optionalText(said, "result", "result", 64);
        if (id == null || result == null || !RESULTS.contains(result)) {
            throw new InvalidInput(
                    "decision_id is needed, and a result that is started, succeeded, failed or not_executed");
        }
        DecisionStore decisions = new DecisionStore(session);
        Decision decision =
                decisions.find(realm.getId(), id, asking.point.client().getId()).orElseThrow(NotFoundException::new);
        if (!decision.permitted()) {
            throw conflict("the call was denied");
        }
        Optional<Task> task =
                TaskId.parse(decision.taskId()).flatMap(named -> new TaskStore(session).find(realm.getId(), named));
        boolean starting = result.equals(DecisionStore.STARTED);
        if (starting) {
            requireGood(decision, task);
        } else if (!result.equals(NOT_EXECUTED)
                && decision.singleUse()
                && decisions.outcome(decision).isEmpty()) {
            throw conflict("the permit is good once and was not taken: say started before the call is served");
        }
        if (starting ? decisions.start(decision) : decisions.outcome(decision, result)) {
            task.ifPresent(known -> new DecisionRecords(session, realm, asking.point).outcome(id, known, result));
        } else if (starting
                || decisions.outcome(decision).filter(result::equals).isEmpty()) {
            throw conflict(starting ? "the permit was used before" : "another result was said before");
        }
        return StrictJson.object().put("decision_id", id).put("result", result);
    }

    /** A permit is good while its time runs, and no longer than its task is active. */
    private static void requireGood(Decision decision, Optional<Task> task) {
        Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
        if (decision.expired(now)) {
            throw conflict("the permit has run out");
        }
        if (task.filter(known -> known.stateAt(now) == TaskState.ACTIVE).isEmpty()) {
            throw conflict("the task is not active");
        }
    }

    private Response answering(String requestId, String body, BiFunction<Asking, JsonNode, JsonNode> request) {
        EnforcementPoint point = EnforcementPoint.authenticate(session, realm);
        Optional<String> named = Optional.ofNullable(requestId)
                .filter(id -> !id.isBlank() && id.length() <= MAX_REQUEST_ID && PlainText.is(id));
        try {
            JsonNode answer =
                    request.apply(new Asking(point, new Decisions(session, realm, point), named), parsed(body));
            return response(Response.Status.OK, answer, named);
        } catch (InvalidInput e) {
            return refused(Response.Status.BAD_REQUEST, "invalid_request", e.getMessage(), named);
        } catch (WebApplicationException e) {
            throw e;
        } catch (RuntimeException e) {
            if (e instanceof Refusal refusal && refusal.reason() == Reason.RATE_LIMITED) {
                return tooOften(refusal, named);
            }
            LOG.error("a decision failed", e);
            return refused(Response.Status.SERVICE_UNAVAILABLE, "temporarily_unavailable", "try again later", named);
        }
    }

    private static JsonNode parsed(String body) {
        if (body == null || body.length() > MOST_BYTES) {
            throw new InvalidInput("the body must hold JSON of at most " + MOST_BYTES + " bytes");
        }
        try {
            JsonNode node = StrictJson.parse(body);
            if (!node.isObject()) {
                throw new InvalidInput("the body must be an object");
            }
            return node;
        } catch (StrictJson.MalformedJson e) {
            throw new InvalidInput("the body is not acceptable JSON: " + e.getMessage());
        }
    }

    private Response refused(Response.Status status, String error, String message, Optional<String> requestId) {
        session.getTransactionManager().setRollbackOnly();
        return response(status, StrictJson.object().put("error", error).put("error_description", message), requestId);
    }

    private Response tooOften(Refusal refusal, Optional<String> requestId) {
        Response answer =
                refused(Response.Status.TOO_MANY_REQUESTS, refusal.reason().error(), refusal.description(), requestId);
        refusal.retryAfterSeconds()
                .ifPresent(seconds -> answer.getHeaders().putSingle(HttpHeaders.RETRY_AFTER, seconds));
        return answer;
    }

    private static Response response(Response.Status status, JsonNode node, Optional<String> requestId) {
        Response.ResponseBuilder answer = Response.status(status)
                .entity(StrictJson.write(node))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header("Cache-Control", "no-store");
        requestId.ifPresent(id -> answer.header(REQUEST_ID, id));
        return answer.build();
    }

    private static WebApplicationException conflict(String message) {
        return new WebApplicationException(Response.status(Response.Status.CONFLICT)
                .entity(StrictJson.write(
                        StrictJson.object().put("error", "conflict").put("error_description", message)))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .build());
    }

    private record Asking(EnforcementPoint point, Decisions decisions, Optional<String> requestId) {}
}
