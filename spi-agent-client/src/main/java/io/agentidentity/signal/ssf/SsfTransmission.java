package io.agentidentity.signal.ssf;

import io.agentidentity.signal.Signal;
import io.agentidentity.signal.SignalSubject;
import io.agentidentity.signal.SignalType;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.ssf.SsfException;
import org.keycloak.ssf.SsfProfile;
import org.keycloak.ssf.event.token.SsfSecurityEventToken;
import org.keycloak.ssf.metadata.DefaultSubjects;
import org.keycloak.ssf.subject.ComplexSubjectId;
import org.keycloak.ssf.subject.OpaqueSubjectId;
import org.keycloak.ssf.subject.SubjectId;
import org.keycloak.ssf.transmitter.SsfTransmitterProvider;
import org.keycloak.ssf.transmitter.stream.StreamConfig;

/**
 * Puts signals into Keycloak's outbox, from where receivers are served. Which stream gets which signal is Keycloak's own decision:
 * by the events that the receiver asked for, its subjects, and whether the stream is on or paused.
 */
public final class SsfTransmission {

    private static final Logger LOG = Logger.getLogger(SsfTransmission.class);

    /** What the older profile of receivers has room for. */
    private static final Set<SignalType> LEGACY = Set.of(SignalType.SESSION_REVOKED, SignalType.CREDENTIAL_CHANGE);

    private final KeycloakSession session;
    private final SsfTransmitterProvider transmitter;

    /**
     * @param session a session whose context has a realm
     */
    public SsfTransmission(KeycloakSession session) {
        this.session = session;
        this.transmitter = session.getProvider(SsfTransmitterProvider.class);
    }

    /** Sends signals to the receivers of the realm that may have them; without the transmitter's feature, to nobody. */
    public void send(List<Signal> signals) {
        if (transmitter == null) {
            return;
        }
        for (StreamConfig stream : transmitter.streamStore().findStreamsForSsfReceiverClients()) {
            DefaultSubjects subjects = stream.getDefaultSubjects();
            for (Signal signal : signals) {
                stream.setDefaultSubjects(subjects);
                if (takes(stream, signal)) {
                    tryDispatch(stream, signal);
                }
            }
        }
    }

    /** Keycloak looks at what the receiver asked for; what it may have of that is in the answer to it, and is looked at here. */
    private static boolean takes(StreamConfig stream, Signal signal) {
        Set<String> byHand = stream.getEmitOnlyEvents();
        boolean asked = stream.getEventsRequested() != null;
        Set<String> granted = stream.getEventsDelivered();
        return (byHand == null || !byHand.contains(signal.type().uri()))
                && (!asked || (granted != null && granted.contains(signal.type().uri())))
                && (stream.getProfile() != SsfProfile.SSE_CAEP || LEGACY.contains(signal.type()));
    }

    /** A stream that cannot be served, as when it wants the person's mail address and there is none, is no loss to the others. */
    private void tryDispatch(StreamConfig stream, Signal signal) {
        try {
            dispatch(stream, signal);
        } catch (SsfException e) {
            LOG.warnf(
                    "The receiver %s misses a signal of type %s: %s",
                    stream.getClientClientId(), signal.type(), e.getMessage());
        }
    }

    private void dispatch(StreamConfig stream, Signal signal) {
        SignalSubject subject = signal.subject();
        if (subject.principalId().isEmpty()) {
            // Keycloak's filter knows users only. The agent's own account answers for it, and the answer is kept for
            // this signal.
            if (!transmitter.securityEventTokenDispatcher().shouldDispatchForUser(account(subject), stream)) {
                return;
            }
            stream.setDefaultSubjects(DefaultSubjects.ALL);
        }
        SsfSecurityEventToken token = transmitter
                .securityEventTokenMapper()
                .generateSyntheticEvent(stream, signal.type().uri(), signal.event(), subjectId(stream, subject));
        transmitter.securityEventTokenDispatcher().dispatchEvent(token, stream);
    }

    /** The agent's own account; nothing once its client is gone. */
    private UserModel account(SignalSubject subject) {
        ClientModel client = session.getContext().getRealm().getClientById(subject.agentId());
        return client == null ? null : session.users().getServiceAccount(client);
    }

    private ComplexSubjectId subjectId(StreamConfig stream, SignalSubject subject) {
        ComplexSubjectId complex = new ComplexSubjectId();
        subject.principalId().ifPresent(principal -> addUser(complex, stream, principal));
        subject.taskId().ifPresent(task -> complex.setSession(opaque(task)));
        complex.setApplication(opaque(subject.clientId()));
        return complex;
    }

    /** In the format that the receiver chose, which may add the tenant. */
    private void addUser(ComplexSubjectId complex, StreamConfig stream, String principalId) {
        SubjectId user = transmitter.securityEventTokenMapper().buildSubjectForReceiver(stream, principalId);
        if (user instanceof ComplexSubjectId both) {
            complex.setUser(both.getUser());
            complex.setTenant(both.getTenant());
        } else {
            complex.setUser(user);
        }
    }

    private static OpaqueSubjectId opaque(String id) {
        OpaqueSubjectId opaque = new OpaqueSubjectId();
        opaque.setId(id);
        return opaque;
    }
}
