package io.agentidentity.signal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The signals of one transaction, oldest first, without those that another makes needless: an agent that is stopped with all its
 * tasks is one signal, however many tasks there were.
 */
public final class SignalBatch {

    private final Map<Key, Signal> signals = new LinkedHashMap<>();

    public void add(Signal signal) {
        signals.putIfAbsent(Key.of(signal), signal);
    }

    public List<Signal> signals() {
        return signals.values().stream()
                .filter(signal -> signal.type() != SignalType.SESSION_REVOKED
                        || signal.subject().wider().stream().map(Key::ended).noneMatch(signals::containsKey))
                .toList();
    }

    /** What makes two signals one: the same is over twice, for whatever reason, or the same is said twice. */
    private record Key(SignalType type, SignalSubject subject, Map<String, Object> members) {

        private static Key of(Signal signal) {
            return signal.type() == SignalType.SESSION_REVOKED
                    ? ended(signal.subject())
                    : new Key(signal.type(), signal.subject(), signal.members());
        }

        private static Key ended(SignalSubject subject) {
            return new Key(SignalType.SESSION_REVOKED, subject, Map.of());
        }
    }
}
