package io.agentidentity.it.junit;

/** What a run has started and looks after. */
interface Session extends AutoCloseable {

    LogWatch log();

    @Override
    void close();
}
