package io.agentidentity.policy;

import io.agentidentity.json.StrictJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Facts of a plain request, of which a test changes what it is about. */
final class SomeFacts implements Facts {

    static final Instant NOW = Instant.parse("2026-03-02T10:30:00Z");

    /** Every fact that was asked for, in that order. */
    final List<Fact> askedFor = new ArrayList<>();

    private final Map<Fact, Object> values = new EnumMap<>(Fact.class);
    private final Map<String, Boolean> groups = new HashMap<>();
    private String reaches = "";
    private Fact failing;
    private Fact notKept;

    SomeFacts() {
        with(Fact.AGENT_CLIENT_ID, "ap-clerk");
        with(Fact.AGENT_ENVIRONMENT, "production");
        with(Fact.AGENT_LABELS, List.of("finance", "payments"));
        with(Fact.AGENT_RISK_LEVEL, 0);
        with(Fact.TASK_AUTONOMOUS, false);
        with(Fact.TASK_AGE_SECONDS, 60L);
        with(Fact.HISTORY_CALLS, 3);
        with(Fact.PRINCIPAL_GROUPS, List.of("/finance"));
        with(Fact.PRINCIPAL_ATTRIBUTES, Map.of("site", List.of("berlin")));
        with(Fact.REQUEST_ACTION, "invoices.pay");
        with(Fact.REQUEST_PARAMETERS, StrictJson.object().put("amount", 420));
        with(Fact.NOW, NOW);
        with(Fact.AUTH_AGE_SECONDS, 100L);
    }

    SomeFacts with(Fact fact, Object value) {
        values.put(fact, value);
        return this;
    }

    SomeFacts without(Fact fact) {
        values.remove(fact);
        return this;
    }

    SomeFacts group(String path, boolean ownerIn) {
        groups.put(path, ownerIn);
        return this;
    }

    SomeFacts reaching(String acr) {
        reaches = acr;
        return this;
    }

    SomeFacts failing(Fact fact) {
        failing = fact;
        return this;
    }

    SomeFacts notKept(Fact fact) {
        notKept = fact;
        return this;
    }

    @Override
    public Object value(Fact fact) {
        askedFor.add(fact);
        if (fact == notKept) {
            throw new NotKept(fact);
        }
        if (fact == failing) {
            throw new IllegalStateException("the directory is away");
        }
        return values.get(fact);
    }

    @Override
    public boolean loginReaches(String acr) {
        return reaches.equals(acr);
    }

    @Override
    public Optional<Boolean> ownerIn(String groupPath) {
        return Optional.ofNullable(groups.get(groupPath));
    }
}
