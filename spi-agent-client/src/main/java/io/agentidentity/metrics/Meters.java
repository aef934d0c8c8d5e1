package io.agentidentity.metrics;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Gauges that hold one number for each of several things, such as realms. */
public final class Meters {

    private static final Map<String, MultiGauge> GAUGES = new ConcurrentHashMap<>();

    private Meters() {}

    /** Whether anybody looks at meters: the server was started with metrics. */
    public static boolean watched() {
        return !Metrics.globalRegistry.getRegistries().isEmpty();
    }

    /**
     * Shows numbers; what is not among them any more is shown no longer.
     *
     * @param name in Micrometer's form, as {@code agent.identity.tasks.active}
     */
    public static void show(String name, String description, List<Reading> readings) {
        GAUGES.computeIfAbsent(
                        name,
                        unknown -> MultiGauge.builder(unknown)
                                .description(description)
                                .register(Metrics.globalRegistry))
                .register(
                        readings.stream()
                                .map(one -> MultiGauge.Row.of(Tags.of(one.labels.toArray(new String[0])), one.value))
                                .toList(),
                        true);
    }

    /**
     * A number and what it is of.
     *
     * @param labels names and values by turns
     */
    public record Reading(Number value, List<String> labels) {

        /** A number of a realm. */
        public static Reading of(String realm, Number value) {
            return new Reading(value, List.of("realm", realm));
        }
    }
}
