package io.agentidentity.agent.names;

import io.agentidentity.agent.ResourceUri;
import io.agentidentity.agent.store.ResourceStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** What people call the servers that agents work with. */
public final class TargetNames {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Map<String, Optional<String>> known = new HashMap<>();

    public TargetNames(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /** The name of the client that a target is or belongs to, if it has one that is not its client id. */
    public Optional<String> of(String target) {
        return known.computeIfAbsent(target, this::find);
    }

    private Optional<String> find(String target) {
        Optional<ClientModel> client = ResourceUri.looksLikeUri(target)
                ? new ResourceStore(session)
                        .find(realm.getId(), target)
                        .map(ResourceUri::clientUuid)
                        .map(realm::getClientById)
                : Optional.ofNullable(realm.getClientByClientId(target));
        return client.flatMap(one -> Optional.ofNullable(one.getName())
                // A name such as ${client_account} is a key into the messages of a theme.
                .filter(name -> !name.isBlank() && !name.contains("${") && !name.equals(one.getClientId())));
    }
}
