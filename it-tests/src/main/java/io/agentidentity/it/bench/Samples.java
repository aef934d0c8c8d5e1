package io.agentidentity.it.bench;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** What one side took over all its rounds. */
record Samples(List<Round> rounds) {

    private static final double NANOS_IN_MILLI = 1e6;
    private static final double NANOS_IN_SECOND = 1e9;

    int count() {
        return rounds.stream().mapToInt(Round::count).sum();
    }

    /** The latency that this share of all requests did not exceed. */
    double millis(double quantile) {
        long[] all = rounds.stream()
                .flatMapToLong(round -> LongStream.of(round.latencies()))
                .sorted()
                .toArray();
        return all[(int) Math.ceil(quantile * all.length) - 1] / NANOS_IN_MILLI;
    }

    /** The throughput of the middle round. */
    double perSecond() {
        double[] all = rounds.stream()
                .mapToDouble(round -> round.count() * NANOS_IN_SECOND / round.elapsed())
                .toArray();
        return median(all);
    }

    /** The middle one of some values, which are sorted in place. */
    static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    /** The processor time that the server took for one request. */
    double cpuMillis() {
        return rounds.stream().mapToLong(Round::cpu).sum() / NANOS_IN_MILLI / count();
    }

    /**
     * What happened in one round; all times in nanoseconds.
     *
     * @param latencies of every request
     * @param elapsed from the first request of any client to the last answer of any
     * @param cpu what the server used in that time
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Round(long[] latencies, long elapsed, long cpu) {

        int count() {
            return latencies.length;
        }
    }
}
