package io.agentidentity.it.bench;

import io.agentidentity.it.bench.Samples.Round;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.LongStream;

/** One side of a question: a server, and the next request of each client. */
record Side(LoadTarget target, IntFunction<Request> next) {

    private static final Duration LONGEST_ROUND = Duration.ofSeconds(60);

    /** All clients at once send so many requests, one after the other. What can be made beforehand is. */
    Round round(int clients, int requests) {
        List<List<Prepared>> prepared = new ArrayList<>();
        for (int client = 0; client < clients; client++) {
            prepared.add(prepare(client, requests));
        }
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            long cpu = target.cpu().toNanos();
            CyclicBarrier start = new CyclicBarrier(clients);
            List<Callable<Turn>> turns = new ArrayList<>();
            prepared.forEach(mine -> turns.add(() -> turn(mine, start)));
            List<Future<Turn>> running = threads.invokeAll(turns, LONGEST_ROUND.toSeconds(), TimeUnit.SECONDS);
            return joined(running, cpu);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            threads.shutdownNow();
        }
    }

    private List<Prepared> prepare(int client, int requests) {
        List<Prepared> prepared = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            Request request = next.apply(client);
            prepared.add(new Prepared(request.bytes(target.port()), request.proof()));
        }
        return prepared;
    }

    private Turn turn(List<Prepared> requests, CyclicBarrier start) throws Exception {
        try (Connection connection = new Connection(target.port())) {
            start.await();
            long[] latencies = new long[requests.size()];
            long began = System.nanoTime();
            long before = began;
            for (int i = 0; i < latencies.length; i++) {
                Connection.Reply reply = connection.send(requests.get(i).bytes());
                long after = System.nanoTime();
                latencies[i] = after - before;
                if (reply.status() / 100 != 2
                        || !reply.body().contains(requests.get(i).proof())) {
                    throw new IllegalStateException("HTTP " + reply.status() + ": " + reply.body());
                }
                before = System.nanoTime();
            }
            return new Turn(latencies, began, before);
        }
    }

    private Round joined(List<Future<Turn>> running, long cpuBefore) throws InterruptedException {
        long cpu = target.cpu().toNanos() - cpuBefore;
        List<Turn> turns = new ArrayList<>();
        for (Future<Turn> one : running) {
            if (one.isCancelled()) {
                throw new IllegalStateException("A round took more than " + LONGEST_ROUND.toSeconds() + " s");
            }
            turns.add(result(one));
        }
        long began = turns.stream().mapToLong(Turn::began).min().orElseThrow();
        long ended = turns.stream().mapToLong(Turn::ended).max().orElseThrow();
        long[] latencies = turns.stream()
                .flatMapToLong(turn -> LongStream.of(turn.latencies()))
                .toArray();
        return new Round(latencies, ended - began, cpu);
    }

    private static Turn result(Future<Turn> turn) throws InterruptedException {
        try {
            return turn.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException broken) {
                throw new UncheckedIOException(broken);
            }
            throw new IllegalStateException(e.getCause().getMessage(), e);
        }
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Prepared(byte[] bytes, String proof) {}

    @SuppressWarnings("ArrayRecordComponent")
    private record Turn(long[] latencies, long began, long ended) {}
}
