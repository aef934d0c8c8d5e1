package io.agentidentity.signal.emit;

import io.agentidentity.signal.Signal;
import io.agentidentity.signal.SignalBatch;
import io.agentidentity.signal.ssf.SsfTransmission;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.jboss.logging.Logger;
import org.keycloak.executors.ExecutorsProvider;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.urls.UrlType;

/**
 * The signals of the transaction that a session is in. They go out if and when it commits, on another thread and in transactions of
 * their own; nobody waits for them, and a failure is logged and changes nothing. Where the server or the realm has no transmitter of
 * shared signals, this does nothing.
 */
public final class Signals {

    private static final Logger LOG = Logger.getLogger(Signals.class);
    private static final String BATCH = Signals.class.getName();
    private static final String TRANSMITTER_SPI = "ssf-transmitter";
    private static final String TRANSMITTER_ENABLED = "ssf.transmitterEnabled";
    private static final int AT_ONCE = 50;

    private final KeycloakSession session;
    private final RealmModel realm;

    public Signals(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /** Whether signals go anywhere; what is needed only for one is not worth reading otherwise. */
    public boolean on() {
        return Boolean.parseBoolean(realm.getAttribute(TRANSMITTER_ENABLED))
                && session.getKeycloakSessionFactory().getSpis().stream()
                        .anyMatch(spi -> spi.getName().equals(TRANSMITTER_SPI));
    }

    /** Sends a signal if the current transaction commits. */
    public void send(Signal signal) {
        if (!on()) {
            return;
        }
        try {
            batch().add(signal);
        } catch (RuntimeException e) {
            LOG.warnf(e, "A signal of realm %s is lost: %s", realm.getName(), signal.type());
        }
    }

    private SignalBatch batch() {
        String key = BATCH + realm.getId();
        SignalBatch batch = session.getAttribute(key, SignalBatch.class);
        if (batch == null) {
            batch = new SignalBatch();
            session.getTransactionManager().enlistAfterCompletion(new Departure(session, realm, batch));
            session.setAttribute(key, batch);
        }
        return batch;
    }

    /** Addresses are known in a request only, or where the server has one address for all; then nobody needs this one. */
    private static Optional<URI> address(KeycloakSession session) {
        try {
            return Optional.of(session.getContext().getUri(UrlType.FRONTEND).getBaseUri());
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private static final class Departure extends AbstractKeycloakTransaction {

        private final KeycloakSession session;
        private final String realmId;
        private final SignalBatch batch;
        private final KeycloakSessionFactory factory;
        private final ExecutorService executor;
        private final Optional<URI> address;

        private Departure(KeycloakSession session, RealmModel realm, SignalBatch batch) {
            this.session = session;
            this.realmId = realm.getId();
            this.batch = batch;
            this.factory = session.getKeycloakSessionFactory();
            this.executor = session.getProvider(ExecutorsProvider.class).getExecutor("agent-signals");
            this.address = address(session);
        }

        @Override
        protected void commitImpl() {
            session.removeAttribute(BATCH + realmId);
            try {
                executor.execute(this::transmit);
            } catch (RuntimeException e) {
                LOG.warn("Signals are lost: there is no thread for them", e);
            }
        }

        @Override
        protected void rollbackImpl() {
            session.removeAttribute(BATCH + realmId);
        }

        private void transmit() {
            List<Signal> signals = batch.signals();
            for (int from = 0; from < signals.size(); from += AT_ONCE) {
                List<Signal> some = signals.subList(from, Math.min(signals.size(), from + AT_ONCE));
                try {
                    KeycloakModelUtils.runJobInTransaction(factory, own -> transmit(own, some));
                } catch (RuntimeException | LinkageError e) {
                    LOG.warnf(e, "%d signals are lost; what they tell of has happened all the same", some.size());
                }
            }
        }

        private void transmit(KeycloakSession own, List<Signal> signals) {
            RealmModel there = own.realms().getRealm(realmId);
            if (there != null) {
                own.getContext().setRealm(there);
                address.ifPresent(uri -> own.getContext().setHttpRequest(new AddressOnly(uri)));
                new SsfTransmission(own).send(signals);
            }
        }
    }
}
