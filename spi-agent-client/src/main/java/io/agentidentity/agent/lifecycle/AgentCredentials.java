package io.agentidentity.agent.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.Agent;
import io.agentidentity.agent.AgentStatus;
import io.agentidentity.agent.Environment;
import io.agentidentity.agent.client.ClientCredential;
import io.agentidentity.agent.credential.Credential;
import io.agentidentity.agent.credential.CredentialType;
import io.agentidentity.agent.credential.Fingerprint;
import io.agentidentity.agent.credential.HeldCredential;
import io.agentidentity.agent.settings.Settings;
import io.agentidentity.agent.settings.Settings.Period;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.agent.store.FingerprintStore;
import io.agentidentity.agent.store.FingerprintStore.HeldKey;
import io.agentidentity.agent.store.RealmStore;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditType;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.StrictJson;
import io.agentidentity.signal.Signal.CredentialChange;
import io.agentidentity.signal.emit.AgentSignals;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.RealmModel;

/** Gives agents their credentials, and replaces them: one key, one agent, and an old key ends on a date. */
public final class AgentCredentials {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Caller caller;
    private final FingerprintStore fingerprints;
    private final Instant now;

    public AgentCredentials(KeycloakSession session, RealmModel realm, Caller caller, Instant now) {
        this.session = session;
        this.realm = realm;
        this.caller = caller;
        this.fingerprints = new FingerprintStore(session);
        this.now = now;
    }

    /**
     * A credential as it may be given here: a secret gets an end.
     *
     * @throws InvalidInput if it would outlast what the realm allows, or nobody of that name vouches for agents
     */
    public Credential bounded(Credential credential) {
        if (credential.type() == CredentialType.CLIENT_SECRET) {
            Instant latest = now.plus(settings().period(Period.SECRET));
            Instant end = credential.expiresAt().orElse(latest);
            if (end.isAfter(latest)) {
                throw new InvalidInput("credential.expiresAt must not be after " + latest
                        + ": a secret lives no longer in this realm");
            }
            future(end);
            return credential.until(end);
        }
        credential.expiresAt().ifPresent(this::future);
        credential.issuer().ifPresent(this::known);
        return credential;
    }

    private void known(String issuer) {
        if (session.identityProviders().getByAlias(issuer) == null) {
            throw new InvalidInput("credential.issuer: the realm has no identity provider with the alias " + issuer);
        }
    }

    private void future(Instant end) {
        if (!end.isAfter(now)) {
            throw new InvalidInput("credential.expiresAt must be in the future");
        }
    }

    /**
     * Notes who holds the credential that the client has now.
     *
     * @throws AgentConflict if a key or subject belongs to another agent
     */
    public HeldCredential hold(String agentId, ClientModel client, Credential credential) {
        List<Fingerprint> wanted = credential.fingerprints();
        for (Fingerprint fingerprint : wanted) {
            Optional<String> holder =
                    fingerprints.holder(realm.getId(), fingerprint).filter(id -> !id.equals(agentId));
            if (holder.isPresent()) {
                throw shared(new AgentStore(session)
                        .find(realm.getId(), holder.get())
                        .map(Agent::clientId));
            }
        }
        try {
            fingerprints.put(realm.getId(), agentId, wanted, now);
        } catch (ModelDuplicateException e) {
            throw shared(Optional.empty());
        }
        return new HeldCredential(credential.type(), ClientCredential.digest(client), end(agentId, credential));
    }

    private AgentConflict shared(Optional<String> holder) {
        AuditLog.appendDespiteRollback(
                session, realm, caller.record(AuditType.AGENT_REFUSED).refused("credential_in_use"));
        return new AgentConflict("credential: a key or subject of it belongs to " + holder.orElse("another agent")
                + "; every agent needs its own");
    }

    private Optional<Instant> end(String agentId, Credential credential) {
        return credential.type().debt()
                ? credential.expiresAt()
                : fingerprints.of(agentId).stream()
                        .flatMap(key -> key.endsAt().stream())
                        .min(Comparator.naturalOrder());
    }

    /**
     * Whether a credential that was sent is the one that the agent has: what was read is often sent back with another change. Keys
     * then keep their age and a secret stays as it is. Where the client was changed past us, what was read may be somebody else's:
     * only keys and subjects that the agent was given here before are then put back in place.
     */
    boolean isHeld(Agent agent, ClientModel client, Credential sent) {
        HeldCredential held = agent.credential();
        boolean intact = ClientCredential.intact(agent, client);
        if (sent.type() != held.type()) {
            return false;
        }
        if (sent.type().debt()) {
            return intact && (sent.expiresAt().isEmpty() || sent.expiresAt().equals(held.endsAt()));
        }
        return ClientCredential.matches(client, sent) && (intact || !holdsAll(agent, sent));
    }

    private boolean holdsAll(Agent agent, Credential credential) {
        return credential.fingerprints().stream()
                .allMatch(fingerprint ->
                        fingerprints.held(agent.id(), fingerprint).isPresent());
    }

    /**
     * Checks that the credential of an agent may come along where the agent moves.
     *
     * @throws InvalidInput if it is for development only
     */
    void requireAllowed(Agent agent, ClientModel client, Environment environment) {
        CredentialType type = agent.credential().type();
        if (environment == Environment.DEVELOPMENT || agent.environment() == environment) {
            return;
        }
        if (!type.allowedInProduction()) {
            throw new InvalidInput("credential.type " + type.wire()
                    + " is allowed in environment development only; send a private_key_jwt credential with the change");
        }
        ClientCredential.of(client, true);
    }

    /**
     * Adds a key, or makes a new secret; what the agent has now stays good for the overlap. A secret has no overlap.
     *
     * @param jwk the new public key; absent for a secret
     * @throws InvalidInput if the agent's credential is not replaced in this way
     * @throws AgentConflict if the agent is retired, its client was changed past us, or the key belongs to another agent
     */
    public Agent rotate(Agent agent, Optional<JsonNode> jwk, Optional<Duration> overlap) {
        Agent locked = locked(agent);
        ClientModel client = realm.getClientById(agent.id());
        CredentialType type = locked.credential().type();
        Credential after;
        if (type == CredentialType.CLIENT_SECRET) {
            if (jwk.isPresent() || overlap.isPresent()) {
                throw new InvalidInput(
                        "a secret is replaced at once, by one that the server makes; send neither jwk nor"
                                + " overlapSeconds");
            }
            Credential secret = new Credential(
                    type, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
            after = bounded(secret);
        } else if (type == CredentialType.PRIVATE_KEY_JWT && keys(client).isPresent()) {
            requireIntact(locked, client);
            JsonNode added = jwk.orElseThrow(() -> new InvalidInput("jwk is required: the new public key"));
            Duration most = settings().period(Period.ROTATION);
            Duration wanted = overlap.orElse(most);
            if (wanted.compareTo(most) > 0) {
                throw new InvalidInput("overlapSeconds must be at most " + most.toSeconds());
            }
            fingerprints.end(agent.id(), now.plus(wanted));
            ObjectNode set = keys(client).orElseThrow().deepCopy();
            ((ArrayNode) set.get("keys")).add(added);
            after = withKeys(set);
        } else {
            throw new InvalidInput("only inline keys and secrets are rotated here; change the credential with PUT");
        }
        return replace(locked, client, after, AuditType.CREDENTIAL_ROTATED, CredentialChange.UPDATE);
    }

    /**
     * Takes one key away at once.
     *
     * @throws InvalidInput if it is the only one
     */
    public Optional<Agent> remove(Agent agent, String kid) {
        Agent locked = locked(agent);
        ClientModel client = realm.getClientById(agent.id());
        requireIntact(locked, client);
        Optional<ObjectNode> keys = keys(client);
        if (keys.isEmpty() || kids(keys.get()).stream().noneMatch(kid::equals)) {
            return Optional.empty();
        }
        return Optional.of(without(locked, client, Set.of(kid), CredentialChange.REVOKE));
    }

    private Agent locked(Agent agent) {
        Agent locked = new AgentStore(session).lock(realm.getId(), agent.id()).orElseThrow();
        if (locked.status() == AgentStatus.RETIRED) {
            throw new AgentConflict("the agent is retired, which is final");
        }
        return locked;
    }

    /** What somebody put into the client past us must not become the agent's own with the next change to its keys. */
    private static void requireIntact(Agent agent, ClientModel client) {
        if (!ClientCredential.intact(agent, client)) {
            throw new AgentConflict(
                    "the client was changed past the agents API; give the agent its credential anew first");
        }
    }

    /** Takes the keys away that have run out. */
    public void prune(Agent agent) {
        Agent locked = new AgentStore(session).lock(realm.getId(), agent.id()).orElseThrow();
        ClientModel client = realm.getClientById(agent.id());
        if (client == null || !ClientCredential.intact(locked, client)) {
            return;
        }
        Set<String> ended = fingerprints.of(agent.id()).stream()
                .filter(key -> key.endedAt(now))
                .map(key -> key.fingerprint().kid())
                .collect(Collectors.toCollection(HashSet::new));
        if (!ended.isEmpty()
                && keys(client).filter(keys -> !ended.containsAll(kids(keys))).isPresent()) {
            without(locked, client, ended, CredentialChange.DELETE);
        }
    }

    private Agent without(Agent agent, ClientModel client, Set<String> kids, CredentialChange change) {
        ObjectNode set = keys(client).orElseThrow().deepCopy();
        ArrayNode left = StrictJson.array(List.of());
        set.get("keys").forEach(key -> {
            if (!kids.contains(key.path("kid").asText())) {
                left.add(key);
            }
        });
        if (left.isEmpty()) {
            throw new InvalidInput("this is the agent's only key; rotate it, or suspend the agent");
        }
        set.set("keys", left);
        return replace(agent, client, withKeys(set), AuditType.CREDENTIAL_REMOVED, change);
    }

    private Agent replace(
            Agent agent, ClientModel client, Credential credential, AuditType type, CredentialChange change) {
        ClientCredential.apply(session, client, credential);
        HeldCredential held = hold(agent.id(), client, credential);
        Agent after = new AgentStore(session).setCredential(agent, held, now);
        new AuditLog(session).append(realm, caller.record(type).agent(after));
        new AgentSignals(session, realm).credential(after, change);
        return after;
    }

    /** The keys and subjects that the agent holds: {@code kid}, since when, until when. */
    public ArrayNode describe(Agent agent) {
        ArrayNode keys = StrictJson.array(List.of());
        for (HeldKey key : fingerprints.of(agent.id())) {
            keys.addObject()
                    .put("kid", key.fingerprint().kid())
                    .put("fingerprint", key.fingerprint().value())
                    .put("since", key.since().toString())
                    .put("endsAt", key.endsAt().map(Instant::toString).orElse(null));
        }
        return keys;
    }

    private static Credential withKeys(JsonNode jwks) {
        ObjectNode node = StrictJson.object().put("type", CredentialType.PRIVATE_KEY_JWT.wire());
        node.set("jwks", jwks);
        return Credential.parse(node, true);
    }

    private static Optional<ObjectNode> keys(ClientModel client) {
        String jwks = client == null ? null : client.getAttribute(ClientCredential.JWKS);
        return jwks == null ? Optional.empty() : Optional.of((ObjectNode) StrictJson.parse(jwks));
    }

    private static List<String> kids(ObjectNode jwks) {
        return jwks.get("keys").findValuesAsText("kid");
    }

    private Settings settings() {
        return new RealmStore(session).of(realm.getId()).settings();
    }
}
