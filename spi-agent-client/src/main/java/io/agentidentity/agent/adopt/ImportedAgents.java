package io.agentidentity.agent.adopt;

import io.agentidentity.agent.declared.Declarations;
import io.agentidentity.agent.lifecycle.Caller;
import io.agentidentity.agent.store.RealmStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.provider.ProviderEventListener;

/**
 * Makes agents of the clients of a realm that the server imports as it starts, where the document of the realm says so in an
 * attribute: whoever may give the server such a document may do anything. Nobody can call the server before it has started, so
 * what is written until then is such an import, and afterwards the attribute means nothing.
 */
public final class ImportedAgents implements ProviderEventListener {

    static final String ATTRIBUTE = "agent.adoptDeclared";

    private final Map<String, String> realmsByClient = new ConcurrentHashMap<>();
    private volatile boolean started;

    @Override
    public void onEvent(ProviderEvent event) {
        if (event instanceof PostMigrationEvent begun) {
            started = true;
            realmsByClient.forEach(
                    (client, realm) -> DeclaredAdoption.adopt(begun.getFactory(), realm, client, Caller.system()));
            realmsByClient.clear();
        } else if (!started && event instanceof ClientModel.ClientUpdatedEvent updated) {
            ClientModel client = updated.getUpdatedClient();
            if (new Declarations(updated.getKeycloakSession()).isNew(client.getId())) {
                realmsByClient.put(client.getId(), client.getRealm().getId());
            }
        } else if (!started && event instanceof RealmModel.RealmPostCreateEvent created) {
            RealmModel realm = created.getCreatedRealm();
            if (Boolean.parseBoolean(realm.getAttribute(ATTRIBUTE))) {
                RealmStore store = new RealmStore(created.getKeycloakSession());
                store.put(realm.getId(), store.of(realm.getId()).settings().adoptingDeclared());
            }
        }
    }
}
