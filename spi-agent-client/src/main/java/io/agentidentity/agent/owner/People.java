package io.agentidentity.agent.owner;

import io.agentidentity.agent.store.AgentStore;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Who is meant by an id or a username. The id counts first everywhere: a username can be anything, also the id of somebody else.
 */
public final class People {

    private final KeycloakSession session;
    private final RealmModel realm;

    public People(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /**
     * A person; a service account is none.
     *
     * @throws Owners.DirectoryAway if that cannot be told, because a directory does not answer
     */
    public Optional<UserModel> named(String idOrName) {
        return Owners.answered(() -> byId(idOrName)
                        .or(() -> Optional.ofNullable(session.users().getUserByUsername(realm, idOrName))))
                .filter(user -> user.getServiceAccountClientLink() == null);
    }

    /** The id of a person, or of somebody who is gone and still stands in the records as an owner; empty if it is nobody's. */
    public Optional<String> ownerId(String idOrName) {
        boolean gone = Owners.answered(() -> byId(idOrName)).isEmpty()
                && new AgentStore(session).owns(realm.getId(), idOrName);
        return gone ? Optional.of(idOrName) : named(idOrName).map(UserModel::getId);
    }

    /**
     * Whoever has an id.
     *
     * @throws Owners.DirectoryAway if that cannot be told
     */
    public Optional<UserModel> withId(String id) {
        return Owners.answered(() -> byId(id));
    }

    private Optional<UserModel> byId(String id) {
        return Optional.ofNullable(session.users().getUserById(realm, id));
    }
}
