package io.agentidentity.agent.examination;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.OwnerState;
import io.agentidentity.agent.client.ClientCredential;
import io.agentidentity.agent.findings.FindingStore;
import io.agentidentity.agent.lifecycle.AgentTasks;
import io.agentidentity.agent.lifecycle.References;
import io.agentidentity.agent.names.Dangling;
import io.agentidentity.agent.owner.Owners;
import io.agentidentity.agent.owner.Owners.DirectoryAway;
import io.agentidentity.agent.posture.Evidence;
import io.agentidentity.agent.posture.Finding;
import io.agentidentity.agent.posture.Found;
import io.agentidentity.agent.settings.Settings;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.agent.store.FingerprintStore;
import io.agentidentity.agent.store.FingerprintStore.HeldKey;
import io.agentidentity.agent.store.RealmStore;
import io.agentidentity.agent.store.SponsorStore;
import io.agentidentity.json.InvalidInput;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.models.ClientModel;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;

/** Gathers the evidence about an agent and keeps what is found. */
public final class Examination {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Settings settings;
    private final Instant now;

    public Examination(KeycloakSession session, RealmModel realm, Instant now) {
        this.session = session;
        this.realm = realm;
        this.settings = new RealmStore(session).of(realm.getId()).settings();
        this.now = now;
    }

    /** Examines an agent now; answers what holds, each with since when. */
    public List<Dated> examine(Agent agent) {
        List<Found> found = Finding.in(evidence(agent));
        FindingStore store = new FindingStore(session);
        store.put(realm.getId(), Optional.of(agent.id()), found, now);
        new AgentStore(session).examined(agent.id(), now);
        Map<String, Instant> since = store.since(realm.getId(), agent.id());
        return found.stream()
                .map(finding -> new Dated(finding, since.getOrDefault(finding.code(), now)))
                .toList();
    }

    private Evidence evidence(Agent agent) {
        ClientModel client = realm.getClientById(agent.id());
        List<HeldKey> keys = new FingerprintStore(session).of(agent.id());
        References references = new References(session, realm);
        List<String> apps = agent.delegation().apps();
        Optional<UserModel> account = client == null ? Optional.empty() : account(client);
        return new Evidence(
                agent,
                now,
                settings,
                owner(agent),
                new SponsorStore(session).of(agent.id()).size(),
                oldestKey(client, keys),
                client != null && keyElsewhere(agent, client),
                AgentTasks.of(session).live(agent),
                apps.stream().filter(references::isPublic).toList(),
                apps.stream().filter(app -> !references.mayBeApp(app)).toList(),
                Dangling.in(session, realm, agent),
                account.map(Examination::accountRoles).orElse(List.of()),
                client == null
                        ? List.of()
                        : client.getProtocolMappersStream()
                                .map(ProtocolMapperModel::getName)
                                .toList(),
                client == null ? List.of("client") : changedOutside(agent, client, account.isPresent()));
    }

    /** Which of the keys seen behind an address are still there nobody says, so the newest of them counts. */
    private static Optional<Instant> oldestKey(ClientModel client, List<HeldKey> keys) {
        boolean byAddress = client != null && client.getAttribute(ClientCredential.JWKS_URL) != null;
        Stream<Instant> since =
                keys.stream().filter(key -> key.fingerprint().isKey()).map(HeldKey::since);
        return byAddress ? since.max(Comparator.naturalOrder()) : since.min(Comparator.naturalOrder());
    }

    /** Whether what the client has now, by whatever route it came there, is another agent's. */
    private boolean keyElsewhere(Agent agent, ClientModel client) {
        try {
            FingerprintStore store = new FingerprintStore(session);
            return ClientCredential.of(client, false).fingerprints().stream()
                    .flatMap(fingerprint -> store.holder(realm.getId(), fingerprint).stream())
                    .anyMatch(holder -> !holder.equals(agent.id()));
        } catch (InvalidInput e) {
            return false;
        }
    }

    private Optional<OwnerState> owner(Agent agent) {
        try {
            return Optional.of(new Owners(session, realm).state(agent.ownerId(), settings));
        } catch (DirectoryAway e) {
            return Optional.empty();
        }
    }

    /** Its own service account; none if there is none, or more than one, which an import can bring about. */
    private Optional<UserModel> account(ClientModel client) {
        try {
            return Optional.ofNullable(session.users().getServiceAccount(client));
        } catch (IllegalStateException e) {
            return Optional.empty();
        }
    }

    private static List<String> accountRoles(UserModel account) {
        return Stream.concat(
                        account.getRoleMappingsStream().map(RoleModel::getName),
                        account.getGroupsStream().map(GroupModel::getName).map(name -> "group " + name))
                .toList();
    }

    private static List<String> changedOutside(Agent agent, ClientModel client, boolean account) {
        List<String> changed = new ArrayList<>();
        if (!account) {
            changed.add("service account");
        }
        if (!client.isEnabled()) {
            changed.add("client disabled");
        }
        if (client.isPublicClient()) {
            changed.add("publicClient");
        }
        if (client.isStandardFlowEnabled() || client.isImplicitFlowEnabled() || client.isDirectAccessGrantsEnabled()) {
            changed.add("interactive flow");
        }
        if (client.isFullScopeAllowed()) {
            changed.add("fullScopeAllowed");
        }
        if (!ClientCredential.intact(agent, client)) {
            changed.add("credential");
        }
        return changed;
    }

    /** A finding and since when it has held. */
    public record Dated(Found found, Instant since) {}
}
