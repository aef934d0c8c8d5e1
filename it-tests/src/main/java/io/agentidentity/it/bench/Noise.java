package io.agentidentity.it.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Requests of one client on several connections, so many in a second, whatever the answers are. */
final class Noise {

    private static final int CONNECTIONS = 4;

    /** More than are sent in a round; each is good once, so none is sent again. */
    private static final int REQUESTS = 1500;

    private final int port;
    private final long pause;
    private final Queue<byte[]> requests = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;

    private Noise(int port, int perSecond) {
        this.port = port;
        this.pause = TimeUnit.SECONDS.toNanos(CONNECTIONS) / perSecond;
    }

    /** Begins; what is sent is made before. */
    static Noise start(Side side, int client, int perSecond) {
        Noise noise = new Noise(side.target().port(), perSecond);
        for (int i = 0; i < REQUESTS; i++) {
            noise.requests.add(side.next().apply(client).bytes(noise.port));
        }
        for (int i = 0; i < CONNECTIONS; i++) {
            Thread thread = new Thread(noise::send, "noise-" + i);
            thread.setDaemon(true);
            noise.threads.add(thread);
            thread.start();
        }
        return noise;
    }

    private void send() {
        try (Connection connection = new Connection(port)) {
            long due = System.nanoTime();
            for (byte[] next = requests.poll(); next != null && !over; next = requests.poll()) {
                connection.send(next);
                due += pause;
                LockSupport.parkNanos(due - System.nanoTime());
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends it; it must not have ended by itself. */
    void stop() {
        over = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (requests.isEmpty()) {
            throw new IllegalStateException("the noise was over before the round was");
        }
    }
}
