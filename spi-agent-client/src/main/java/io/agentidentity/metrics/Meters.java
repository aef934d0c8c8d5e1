package io.agentidentity.metrics;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Gauges that hold one number for each realm. */
public final class Meters {

    private static final Map<String, MultiGauge> GAUGES = new ConcurrentHashMap<>();

    private Meters() {}

    /** Whether anybody looks at meters: the server was started with metrics. */
    public static boolean watched() {
        return !Metrics.globalRegistry.getRegistries().isEmpty();
    }

    /**
     * Shows numbers by realm; a realm that is not among them any more is shown no longer.
     *
     * @param name in Micrometer's form, as {@code agent.identity.tasks.active}
     */
    public static void show(String name, String description, Map<String, ? extends Number> byRealm) {
        GAUGES.computeIfAbsent(
                        name,
                        unknown -> MultiGauge.builder(unknown)
                                .description(description)
                                .register(Metrics.globalRegistry))
                .register(
                        byRealm.entrySet().stream()
                                .map(realm -> MultiGauge.Row.of(Tags.of("realm", realm.getKey()), realm.getValue()))
                                .toList(),
                        true);
    }
}
