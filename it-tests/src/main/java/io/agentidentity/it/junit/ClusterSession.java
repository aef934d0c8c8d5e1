package io.agentidentity.it.junit;

import io.agentidentity.it.server.Cluster;
import java.util.List;

/** The cluster of a run, ended with the run. */
record ClusterSession(Cluster cluster, LogWatch log) implements Session {

    static ClusterSession start() {
        Cluster cluster = Cluster.fromProperties();
        return new ClusterSession(cluster, new LogWatch(cluster.logs()));
    }

    @Override
    public void close() {
        try (cluster) {
            log.check(List.of());
        }
    }
}
