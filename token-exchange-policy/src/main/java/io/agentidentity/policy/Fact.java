package io.agentidentity.policy;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Everything that a condition can look at, by the name it has there. */
public enum Fact {
    AGENT_CLIENT_ID("agent.client_id", SimpleType.STRING),
    AGENT_NAME("agent.name", SimpleType.STRING),
    AGENT_PURPOSE("agent.purpose", SimpleType.STRING),
    AGENT_ENVIRONMENT("agent.environment", SimpleType.STRING),
    /** What people say of the agent, such as its vendor. */
    AGENT_FACTS("agent.facts", MapType.create(SimpleType.STRING, SimpleType.STRING)),
    AGENT_LABELS("agent.labels", Types.STRINGS),
    AGENT_RISK("agent.risk", SimpleType.STRING),
    /** The same as a number: 0 low, 1 medium, 2 high, 3 critical. */
    AGENT_RISK_LEVEL("agent.risk_level", SimpleType.INT),

    AGENT_OWNER_USERNAME("agent.owner.username", SimpleType.STRING),
    AGENT_OWNER_GROUPS("agent.owner.groups", Types.STRINGS),
    AGENT_OWNER_ROLES("agent.owner.roles", Types.STRINGS),
    AGENT_OWNER_ATTRIBUTES("agent.owner.attributes", MapType.create(SimpleType.STRING, Types.STRINGS)),

    PRINCIPAL_USERNAME("principal.username", SimpleType.STRING),
    /** Paths of the person's groups and of all above them. */
    PRINCIPAL_GROUPS("principal.groups", Types.STRINGS),
    /** Names of realm roles, and of client roles as {@code client:role}, with all that they are composed of. */
    PRINCIPAL_ROLES("principal.roles", Types.STRINGS),
    PRINCIPAL_ATTRIBUTES("principal.attributes", MapType.create(SimpleType.STRING, Types.STRINGS)),

    TASK_ID("task.id", SimpleType.STRING),
    TASK_PURPOSE("task.purpose", SimpleType.STRING),
    TASK_AGE_SECONDS("task.age_seconds", SimpleType.INT),
    TASK_TARGET("task.target", SimpleType.STRING),
    TASK_SCOPES("task.scopes", Types.STRINGS),
    /** Empty if the task names none. */
    TASK_ACTIONS("task.actions", Types.STRINGS),
    /** Whether the agent works for nobody. */
    TASK_AUTONOMOUS("task.autonomous", SimpleType.BOOL),
    /** How many agents the work has come down, this one included. */
    TASK_DEPTH("task.depth", SimpleType.INT),

    HISTORY_CALLS("history.calls", SimpleType.INT),
    /** How many calls of each action; 0 for every other name. */
    HISTORY_CALLS_OF("history.calls_of", MapType.create(SimpleType.STRING, SimpleType.INT)),
    /** The beginning of 1970 if there was none. */
    HISTORY_LAST_CALL_AT("history.last_call_at", SimpleType.TIMESTAMP),
    /** How many calls outside the authority of the task. */
    HISTORY_STRIKES("history.strikes", SimpleType.INT),

    REQUEST_STAGE("request.stage", SimpleType.STRING),
    REQUEST_TARGET("request.target", SimpleType.STRING),
    REQUEST_SCOPES("request.scopes", Types.STRINGS),
    REQUEST_ACTION("request.action", SimpleType.STRING, Stage.CALL),
    REQUEST_RESOURCE_TYPE("request.resource_type", SimpleType.STRING, Stage.CALL),
    REQUEST_RESOURCE_ID("request.resource_id", SimpleType.STRING, Stage.CALL),
    REQUEST_PARAMETERS("request.parameters", MapType.create(SimpleType.STRING, SimpleType.DYN), Stage.CALL),

    /** Where the request comes from: the agent that asks for a token, or the resource server that asks about a call. */
    CLIENT_ADDRESS("client.address", SimpleType.STRING),
    NOW("now", SimpleType.TIMESTAMP),

    AUTH_ACR("auth.acr", SimpleType.STRING),
    AUTH_AMR("auth.amr", Types.STRINGS),
    /** Not there where no person has logged in. */
    AUTH_TIME("auth.time", SimpleType.TIMESTAMP),
    AUTH_AGE_SECONDS("auth.age_seconds", SimpleType.INT);

    private static final Map<String, Fact> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Fact::wire, fact -> fact));

    private final String wire;
    private final CelType type;
    private final Optional<Stage> only;

    Fact(String wire, CelType type) {
        this(wire, type, Optional.empty());
    }

    Fact(String wire, CelType type, Stage only) {
        this(wire, type, Optional.of(only));
    }

    Fact(String wire, CelType type, Optional<Stage> only) {
        this.wire = wire;
        this.type = type;
        this.only = only;
    }

    /** The name in conditions. */
    public String wire() {
        return wire;
    }

    CelType type() {
        return type;
    }

    /** The one stage at which it is there, if it is not there at both. */
    Optional<Stage> only() {
        return only;
    }

    static Optional<Fact> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** Apart, because constants cannot use what is declared after them. */
    private static final class Types {

        static final CelType STRINGS = ListType.create(SimpleType.STRING);
    }
}
