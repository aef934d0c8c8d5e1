package io.agentidentity.it.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.realm.Json;

/**
 * One figure of both sides.
 *
 * @param n requests of each side behind the figure
 */
record Row(String name, double ours, double theirs, String unit, int n) {

    double ratio() {
        return ours / theirs;
    }

    JsonNode json() {
        return Json.object()
                .put("name", name)
                .put("ours", rounded(ours))
                .put("theirs", rounded(theirs))
                .put("ratio", rounded(ratio()))
                .put("unit", unit)
                .put("n", n);
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
