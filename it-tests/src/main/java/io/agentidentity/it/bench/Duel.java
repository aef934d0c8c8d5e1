package io.agentidentity.it.bench;

import io.agentidentity.it.bench.Samples.Round;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * One question to two sides: a short round of ours, a short round of theirs, and again, so that whatever else the machine does
 * hits both.
 *
 * @param name the question in the report
 * @param pace how many times as many requests as usual a round has
 */
record Duel(String name, int pace, Supplier<Side> ours, Supplier<Side> theirs) {

    /** So many that the server's compiler comes to rest: about 8,000 requests of each side. */
    private static final int WARM_UP_ROUNDS = 16;

    private static final int WARM_UP_CLIENTS = 16;

    /** Warms both sides up, then asks at each number of clients; every client logs in anew for each. */
    void run(List<Integer> levels, int rounds, Report report) {
        turns(WARM_UP_CLIENTS, WARM_UP_ROUNDS, new ArrayList<>(), new ArrayList<>());
        for (int clients : levels) {
            List<Round> our = new ArrayList<>();
            List<Round> their = new ArrayList<>();
            turns(clients, rounds + 1, our, their);
            report.add(name, clients, afterFirst(our), afterFirst(their));
        }
    }

    private void turns(int clients, int rounds, List<Round> our, List<Round> their) {
        Side ourSide = ours.get();
        Side theirSide = theirs.get();
        for (int round = 0; round < rounds; round++) {
            our.add(ourSide.round(clients, requests(clients)));
            their.add(theirSide.round(clients, requests(clients)));
        }
    }

    /** The first round of each side opens what later rounds find, such as a task or a session of a client. */
    private static Samples afterFirst(List<Round> rounds) {
        return new Samples(List.copyOf(rounds.subList(1, rounds.size())));
    }

    /** For each client; a round takes about a second at any number of clients. */
    private int requests(int clients) {
        return pace * (clients == 1 ? 120 : clients <= 4 ? 60 : 30);
    }
}
