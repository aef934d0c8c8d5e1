package io.agentidentity.it.bench;

/** A set of questions that are answered by running both sides. */
interface Benchmark {

    /**
     * Runs it.
     *
     * @param rounds how often each side has its turn in each question
     */
    void run(int rounds, Report report);
}
