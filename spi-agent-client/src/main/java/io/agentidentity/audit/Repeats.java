package io.agentidentity.audit;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Bounds how many records others can bring about at will: so many of one kind in a minute are written, the rest are counted, and
 * the next that is written says how many. Each node counts for itself.
 */
public final class Repeats {

    private static final long WINDOW_MILLIS = 60_000;
    private static final int MOST_KINDS = 10_000;

    private final int most;
    private final Clock clock;
    private final Map<Object, Window> windows = new LinkedHashMap<>(16, 0.75f, true) {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Window> eldest) {
            return size() > MOST_KINDS;
        }
    };

    /** @param most how many of one kind are written in a minute */
    public Repeats(int most, Clock clock) {
        this.most = most;
        this.clock = clock;
    }

    /** Of one more of a kind: how many were left out before it, or nothing if this one is left out too. */
    public synchronized OptionalInt next(Object kind) {
        Window window = windows.computeIfAbsent(kind, key -> new Window(clock.millis()));
        if (clock.millis() - window.start >= WINDOW_MILLIS) {
            window.start = clock.millis();
            window.written = 0;
        }
        if (window.written >= most) {
            window.leftOut++;
            return OptionalInt.empty();
        }
        window.written++;
        int leftOut = window.leftOut;
        window.leftOut = 0;
        return OptionalInt.of(leftOut);
    }

    private static final class Window {

        private long start;
        private int written;
        private int leftOut;

        private Window(long start) {
            this.start = start;
        }
    }
}
