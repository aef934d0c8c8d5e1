package io.agentidentity.it.bench;

import io.agentidentity.it.server.DistributionServer;
import java.net.URI;
import java.time.Duration;
import java.util.stream.Stream;

/** A server on the loopback address of this machine, and the process that it is. */
record LoadTarget(int port, long pid) {

    static LoadTarget of(DistributionServer server) {
        return new LoadTarget(URI.create(server.baseUrl()).getPort(), server.pid());
    }

    /** The processor time that the server has used since it began. */
    Duration cpu() {
        return ProcessHandle.of(pid).stream()
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .flatMap(process -> process.info().totalCpuDuration().stream())
                .reduce(Duration.ZERO, Duration::plus);
    }
}
