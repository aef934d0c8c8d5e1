package io.agentidentity.it.junit;

import java.util.Optional;
import java.util.function.Supplier;

/** The one attempt of a run to start something; when it fails, every test that asks for it says so at once. */
final class Boot<T extends Session> implements AutoCloseable {

    private final T session;
    private final RuntimeException failure;

    private Boot(T session, RuntimeException failure) {
        this.session = session;
        this.failure = failure;
    }

    static <T extends Session> Boot<T> attempt(Supplier<T> start) {
        try {
            return new Boot<>(start.get(), null);
        } catch (RuntimeException e) {
            return new Boot<>(null, e);
        }
    }

    T session() {
        if (session == null) {
            throw new IllegalStateException("The server did not boot: " + failure.getMessage(), failure);
        }
        return session;
    }

    Optional<LogWatch> log() {
        return Optional.ofNullable(session).map(Session::log);
    }

    @Override
    public void close() {
        if (session != null) {
            session.close();
        }
    }
}
