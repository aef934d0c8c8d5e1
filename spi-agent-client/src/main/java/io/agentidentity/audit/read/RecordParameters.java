package io.agentidentity.audit.read;

import io.agentidentity.agent.owner.People;
import io.agentidentity.audit.read.RecordQuery.Field;
import io.agentidentity.json.InvalidInput;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** The query parameters of a search. Bounds come as text, because JAX-RS answers one that is no number with 404. */
public final class RecordParameters {

    private static final int DEFAULT_PAGE = 100;
    private static final int MAX_PAGE = 1000;

    @QueryParam("agent")
    public String agent;

    @QueryParam("actor")
    public String actor;

    @QueryParam("owner")
    public String owner;

    @QueryParam("principal")
    public String principal;

    @QueryParam("task")
    public String task;

    @QueryParam("jti")
    public String jti;

    @QueryParam("parentJti")
    public String parentJti;

    @QueryParam("txn")
    public String txn;

    @QueryParam("decision")
    public String decision;

    @QueryParam("boundKey")
    public String boundKey;

    @QueryParam("clientKey")
    public String clientKey;

    @QueryParam("action")
    public String action;

    @QueryParam("resource")
    public String resource;

    @QueryParam("type")
    public String type;

    @QueryParam("actorKind")
    public String actorKind;

    @QueryParam("outcome")
    public String outcome;

    @QueryParam("from")
    public String from;

    @QueryParam("to")
    public String to;

    @QueryParam("after")
    public String after;

    @QueryParam("before")
    public String before;

    @QueryParam("order")
    public String order;

    @QueryParam("first")
    public String first;

    @QueryParam("max")
    public String max;

    /**
     * What records are narrowed to; people are meant by id or username.
     *
     * @throws InvalidInput if an instant is none
     */
    RecordQuery query(KeycloakSession session, RealmModel realm) {
        Map<Field, String> equal = new EnumMap<>(Field.class);
        People people = new People(session, realm);
        put(equal, Field.AGENT, agent);
        put(equal, Field.ACTOR, actor(session, realm, people));
        put(equal, Field.OWNER, id(people, owner));
        put(equal, Field.PRINCIPAL, id(people, principal));
        put(equal, Field.TASK, task);
        put(equal, Field.JTI, jti);
        put(equal, Field.PARENT_JTI, parentJti);
        put(equal, Field.TXN, txn);
        put(equal, Field.DECISION, decision);
        put(equal, Field.BOUND_KEY, boundKey);
        put(equal, Field.CLIENT_KEY, clientKey);
        put(equal, Field.ACTION, action);
        put(equal, Field.RESOURCE, resource);
        put(equal, Field.TYPE, type);
        put(equal, Field.ACTOR_KIND, actorKind);
        put(equal, Field.OUTCOME, outcome);
        return new RecordQuery(equal, instant("from", from), instant("to", to));
    }

    private static void put(Map<Field, String> equal, Field field, String value) {
        if (value != null) {
            equal.put(field, value);
        }
    }

    private static String id(People people, String idOrName) {
        return idOrName == null
                ? null
                : people.named(idOrName).map(UserModel::getId).orElse(idOrName);
    }

    /** A person by id or username, or a client with a service account by its client id. */
    private String actor(KeycloakSession session, RealmModel realm, People people) {
        ClientModel client = actor == null ? null : realm.getClientByClientId(actor);
        UserModel account = client == null ? null : session.users().getServiceAccount(client);
        return account == null ? id(people, actor) : account.getId();
    }

    private static Optional<Instant> instant(String name, String text) {
        try {
            return Optional.ofNullable(text).map(Instant::parse);
        } catch (DateTimeParseException e) {
            throw new InvalidInput(name + " must be an ISO 8601 instant such as 2030-01-31T12:00:00Z");
        }
    }

    /**
     * The stretch of the chain that is asked for.
     *
     * @param ascending the direction if the query does not say one
     */
    Span span(boolean ascending) {
        if (first != null && (after != null || before != null)) {
            throw new InvalidInput("first goes without after and before");
        }
        return new Span(number("after", after, 0), number("before", before, Long.MAX_VALUE), ascending(ascending));
    }

    private boolean ascending(boolean absent) {
        if (order == null) {
            return absent;
        }
        if (order.equals("asc") || order.equals("desc")) {
            return order.equals("asc");
        }
        throw new InvalidInput("order must be asc or desc");
    }

    /** Index of the first record. */
    int first() {
        return (int) Math.min(number("first", first, 0), Integer.MAX_VALUE);
    }

    /** Most records. */
    int max() {
        return (int) Math.min(number("max", max, DEFAULT_PAGE), MAX_PAGE);
    }

    /** A whole number from 0 on. */
    static long number(String name, String text, long absent) {
        if (text == null) {
            return absent;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through to the refusal below.
        }
        throw new InvalidInput(name + " must be a whole number from 0 on");
    }
}
