package io.agentidentity.it.junit;

/** The one attempt of a run to start a server; when it fails, every test says so at once. */
final class Boot implements AutoCloseable {

    private final ServerSession session;
    private final RuntimeException failure;

    private Boot(ServerSession session, RuntimeException failure) {
        this.session = session;
        this.failure = failure;
    }

    static Boot attempt() {
        try {
            return new Boot(ServerSession.start(), null);
        } catch (RuntimeException e) {
            return new Boot(null, e);
        }
    }

    ServerSession session() {
        if (session == null) {
            throw new IllegalStateException("The server did not boot: " + failure.getMessage(), failure);
        }
        return session;
    }

    @Override
    public void close() {
        if (session != null) {
            session.close();
        }
    }
}
