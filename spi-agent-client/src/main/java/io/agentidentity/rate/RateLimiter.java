package io.agentidentity.rate;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A token bucket for each key: as many at once as a minute has, refilled evenly. It writes nothing and asks nobody, so each node
 * counts for itself.
 */
public final class RateLimiter {

    /** The key that was not asked about for longest makes room; after a minute its bucket is full anyway. */
    private static final int MOST_KEYS = 50_000;

    private static final double MINUTE_MILLIS = 60_000;

    private final Clock clock;
    private final Map<Object, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Bucket> eldest) {
            return size() > MOST_KEYS;
        }
    };

    public RateLimiter(Clock clock) {
        this.clock = clock;
    }

    /**
     * Takes one for a key. What is refused takes nothing.
     *
     * @param perMinute how many there are for the key in a minute; may differ from one time to the next
     * @return after which time there will be one, if there is none now
     */
    public synchronized Optional<Duration> take(Object key, int perMinute) {
        long now = clock.millis();
        Bucket bucket = buckets.computeIfAbsent(key, any -> new Bucket(perMinute, now));
        double refilled = Math.max(0, now - bucket.at) * perMinute / MINUTE_MILLIS;
        bucket.left = Math.min(perMinute, bucket.left + refilled);
        bucket.at = now;
        if (bucket.left >= 1) {
            bucket.left--;
            return Optional.empty();
        }
        return Optional.of(Duration.ofMillis((long) Math.ceil((1 - bucket.left) * MINUTE_MILLIS / perMinute)));
    }

    private static final class Bucket {

        private double left;
        private long at;

        private Bucket(double left, long at) {
            this.left = left;
            this.at = at;
        }
    }
}
