package io.agentidentity.signal;

import io.agentidentity.agent.Agent.Rank;
import io.agentidentity.agent.Risk;
import io.agentidentity.agent.credential.CredentialType;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * One event for receivers. It never carries a purpose or what somebody typed as the reason of an ending: whoever may know that a
 * task is over need not know what it was for.
 *
 * @param members what the event says besides its time
 * @param at when it happened
 */
public record Signal(SignalType type, SignalSubject subject, Map<String, Object> members, Instant at) {

    public Signal {
        members = Map.copyOf(members);
    }

    /**
     * Tokens of the subject are good for nothing from now on.
     *
     * @param by the rank of whoever brought it about
     * @param reason in fixed words
     */
    public static Signal ended(SignalSubject subject, Rank by, String reason, Instant at) {
        Map<String, Object> members = new LinkedHashMap<>();
        initiator(by).ifPresent(initiator -> members.put("initiating_entity", initiator));
        members.put("reason_admin", Map.of("en", reason));
        return new Signal(SignalType.SESSION_REVOKED, subject, members, at);
    }

    /** A task may use these scopes from now on; tokens issued before do not have them all. */
    public static Signal scopes(SignalSubject subject, Collection<String> scopes, Instant at) {
        return new Signal(
                SignalType.TOKEN_CLAIMS_CHANGE,
                subject,
                Map.of("claims", Map.of("scope", String.join(" ", new TreeSet<>(scopes)))),
                at);
    }

    /** An agent has another credential, or one fewer. */
    public static Signal credential(SignalSubject subject, CredentialType type, CredentialChange change, Instant at) {
        return new Signal(
                SignalType.CREDENTIAL_CHANGE,
                subject,
                Map.of(
                        "credential_type",
                        credentialType(type),
                        "change_type",
                        change.name().toLowerCase(Locale.ROOT)),
                at);
    }

    /** An agent is held to be more, or less, risky; nothing where the three levels of CAEP do not tell the two apart. */
    public static Optional<Signal> risk(SignalSubject subject, Risk.Level before, Risk now, Instant at) {
        String previous = level(before);
        String current = level(now.level());
        if (current.equals(previous)) {
            return Optional.empty();
        }
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("principal", "APPLICATION");
        members.put("previous_level", previous);
        members.put("current_level", current);
        if (now.reason() != null) {
            members.put("risk_reason", now.reason());
        }
        return Optional.of(new Signal(SignalType.RISK_LEVEL_CHANGE, subject, members, at));
    }

    /** The event as it stands in {@code events}: the members and {@code event_timestamp} in seconds. */
    public Map<String, Object> event() {
        Map<String, Object> event = new LinkedHashMap<>(members);
        event.put("event_timestamp", at.getEpochSecond());
        return event;
    }

    /** CAEP knows persons, administrators, policies and the system; an agent that says it is done is none of them. */
    private static Optional<String> initiator(Rank by) {
        return switch (by) {
            case AGENT -> Optional.empty();
            case PRINCIPAL, OWNER -> Optional.of("user");
            case ADMIN -> Optional.of("admin");
            default -> Optional.of("system");
        };
    }

    /** CAEP's own name where it has one, else the name of the credential here, which its section 3.3.1 allows. */
    private static String credentialType(CredentialType type) {
        return switch (type) {
            case TLS_CLIENT_AUTH -> "x509";
            case CLIENT_SECRET -> "password";
            default -> type.wire();
        };
    }

    private static String level(Risk.Level level) {
        return level == Risk.Level.CRITICAL ? Risk.Level.HIGH.name() : level.name();
    }

    /** What happened to a credential. */
    public enum CredentialChange {
        /** It is another one now. */
        UPDATE,
        /** It is good for nothing any more, before its time. */
        REVOKE,
        /** It had run out and is gone. */
        DELETE
    }
}
