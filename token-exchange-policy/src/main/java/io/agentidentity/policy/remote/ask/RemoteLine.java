package io.agentidentity.policy.remote.ask;

import dev.failsafe.Bulkhead;
import dev.failsafe.CircuitBreaker;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import io.agentidentity.policy.remote.RemoteAnswer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The way to one decision point. After some failures in a row nobody waits for it for a while; and never do more wait than the
 * server can do without.
 */
final class RemoteLine {

    private static final Logger LOG = Logger.getLogger(RemoteLine.class);
    private static final int FAILURES = 5;
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final int MOST_AT_ONCE = 20;

    private static final RemoteHttp HTTP = new RemoteHttp();

    private final URI url;
    private final FailsafeExecutor<RemoteAnswer> guarded;

    RemoteLine(URI url) {
        this.url = url;
        CircuitBreaker<RemoteAnswer> breaker = CircuitBreaker.<RemoteAnswer>builder()
                .handle(IOException.class)
                .handleResult(RemoteAnswer.AWAY)
                .withFailureThreshold(FAILURES)
                .withDelay(PAUSE)
                .onOpen(event -> LOG.warnf("the decision point %s does not answer; it is left alone for a while", url))
                .onClose(event -> LOG.infof("the decision point %s answers again", url))
                .build();
        this.guarded = Failsafe.with(breaker, Bulkhead.of(MOST_AT_ONCE));
    }

    URI url() {
        return url;
    }

    RemoteAnswer ask(String question, Optional<String> credential, Duration timeout) {
        try {
            return guarded.get(() -> HTTP.ask(url, question, credential, timeout));
        } catch (FailsafeException e) {
            LOG.debugf("the decision point %s: %s", url, e.getMessage());
            return RemoteAnswer.AWAY;
        }
    }
}
