package io.agentidentity.agent.owner;

import io.agentidentity.agent.Agent.OwnerState;
import io.agentidentity.agent.settings.Settings;
import java.util.Optional;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.utils.UserModelDelegate;
import org.keycloak.services.managers.BruteForceProtector;
import org.keycloak.storage.UserStoragePrivateUtil;
import org.keycloak.storage.UserStorageProvider;
import org.keycloak.storage.UserStorageProviderFactory;
import org.keycloak.storage.UserStorageProviderModel;
import org.keycloak.storage.UserStorageUtil;
import org.keycloak.storage.user.ImportedUserValidation;

/** Looks people up, as the ones who answer for agents. */
public final class Owners {

    /** Keycloak's way of saying that a person's directory cannot be reached, from 26.5 on; compared by name for 26.4. */
    private static final String UNAVAILABLE = "org.keycloak.models.utils.StorageUnavailableUserModelDelegate";

    private final KeycloakSession session;
    private final RealmModel realm;

    public Owners(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /**
     * The owner as things stand now.
     *
     * @throws DirectoryAway if that cannot be told, because the directory that the person comes from does not answer
     */
    public OwnerState state(String userId, Settings settings) {
        UserModel user = find(userId);
        if (user == null || user.getServiceAccountClientLink() != null) {
            return OwnerState.OUT;
        }
        if (!user.isEnabled()) {
            return disabled(user);
        }
        if (settings.ownerGroup().isPresent() && !mayOwn(user, settings)) {
            return OwnerState.OUT;
        }
        return lockedOut(user) ? OwnerState.LOCKED_OUT : OwnerState.PRESENT;
    }

    /** Whether a person is one of those whom the realm lets own agents. */
    public boolean mayOwn(UserModel user, Settings settings) {
        return settings.ownerGroup()
                .map(path -> {
                    GroupModel group = KeycloakModelUtils.findGroupByPath(session, realm, path);
                    return group != null && user.isMemberOf(group);
                })
                .orElse(true);
    }

    /** A person who may be told something; whoever sends it later must look again, because a directory may be away just now. */
    public Optional<UserModel> toTell(String userId) {
        try {
            return state(userId, Settings.DEFAULT) == OwnerState.OUT
                    ? Optional.empty()
                    : Optional.ofNullable(find(userId));
        } catch (DirectoryAway e) {
            return Optional.ofNullable(
                    UserStoragePrivateUtil.userLocalStorage(session).getUserById(realm, userId));
        }
    }

    private UserModel find(String userId) {
        try {
            return session.users().getUserById(realm, userId);
        } catch (RuntimeException e) {
            throw new DirectoryAway(e);
        }
    }

    private OwnerState disabled(UserModel user) {
        BruteForceProtector protector = session.getProvider(BruteForceProtector.class);
        if (protector != null && protector.isPermanentlyLockedOut(session, realm, user)) {
            return OwnerState.LOCKED_OUT;
        }
        if (user.isFederated()) {
            return federated(user);
        }
        return OwnerState.OUT;
    }

    /** Keycloak shows a person whose directory is away as disabled; the local row and the directory itself tell the two apart. */
    private OwnerState federated(UserModel user) {
        UserModel local = UserStoragePrivateUtil.userLocalStorage(session).getUserById(realm, user.getId());
        if (local == null || !local.isEnabled()) {
            return OwnerState.OUT;
        }
        for (UserModel layer = user; layer instanceof UserModelDelegate delegate; layer = delegate.getDelegate()) {
            if (layer.getClass().getName().equals(UNAVAILABLE)) {
                throw new DirectoryAway(null);
            }
        }
        ComponentModel component = realm.getComponent(user.getFederationLink());
        if (component == null || !new UserStorageProviderModel(component).isEnabled()) {
            return OwnerState.OUT;
        }
        return asked(component, local);
    }

    private OwnerState asked(ComponentModel component, UserModel local) {
        UserStorageProviderFactory<?> factory = (UserStorageProviderFactory<?>) session.getKeycloakSessionFactory()
                .getProviderFactory(UserStorageProvider.class, component.getProviderId());
        if (factory == null || !(factory.create(session, component) instanceof ImportedUserValidation directory)) {
            return OwnerState.OUT;
        }
        UserModel answer;
        try {
            answer = directory.validate(realm, local);
        } catch (RuntimeException e) {
            evict(local);
            throw new DirectoryAway(e);
        }
        if (answer == null || !answer.isEnabled()) {
            return OwnerState.OUT;
        }
        evict(local);
        return OwnerState.PRESENT;
    }

    /** 26.4 keeps an outage in its user cache, as a disabled person, beyond its end. */
    private void evict(UserModel local) {
        if (UserStorageUtil.userCache(session) != null) {
            UserStorageUtil.userCache(session).evict(realm, local);
        }
    }

    private boolean lockedOut(UserModel user) {
        if (!realm.isBruteForceProtected()) {
            return false;
        }
        BruteForceProtector protector = session.getProvider(BruteForceProtector.class);
        return protector != null && protector.isTemporarilyDisabled(session, realm, user);
    }

    /** Nobody can tell whether a person is still there. Nothing is issued then, and nothing is ended either. */
    public static final class DirectoryAway extends RuntimeException {

        private static final long serialVersionUID = 1L;

        DirectoryAway(Throwable cause) {
            super("the directory of a person does not answer", cause);
        }
    }
}
