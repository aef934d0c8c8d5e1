package io.agentidentity.agent.owner;

import io.agentidentity.agent.Agent.OwnerState;
import io.agentidentity.agent.settings.Settings;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
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
        if (settings.ownerGroup().isPresent() && !mayOwn(user, settings) && !mayOwnByDirectory(user, settings)) {
            return OwnerState.OUT;
        }
        return lockedOut(user) ? OwnerState.LOCKED_OUT : OwnerState.PRESENT;
    }

    /**
     * Whether somebody for whom agents work is out as things stand now: gone, disabled, or locked out for good. Whom the realm
     * lets own agents does not matter, and a lockout that passes by itself does not either.
     *
     * @throws DirectoryAway if that cannot be told, because the directory that the person comes from does not answer
     */
    public boolean out(String userId) {
        UserModel user = find(userId);
        if (user == null || user.isEnabled()) {
            return user == null;
        }
        return user.getServiceAccountClientLink() != null || disabled(user) != OwnerState.PRESENT;
    }

    /**
     * From when on tokens of a person count, because an administrator has ended all their sessions then.
     *
     * @throws DirectoryAway if the person cannot be looked up
     */
    public Optional<Instant> notBefore(String userId) {
        UserModel user = find(userId);
        int seconds = user == null ? 0 : session.users().getNotBeforeOfUser(realm, user);
        return seconds == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(seconds));
    }

    /** Makes every node look anew who was found to be out by one of them. */
    public void lookAnew(String userId) {
        UserModel local = UserStoragePrivateUtil.userLocalStorage(session).getUserById(realm, userId);
        if (local != null) {
            evict(local);
        }
    }

    /**
     * Whether a person is one of those whom the realm lets own agents.
     *
     * @throws DirectoryAway if the directory that the person's groups come from does not answer
     */
    public boolean mayOwn(UserModel user, Settings settings) {
        return settings.ownerGroup()
                .map(path -> {
                    GroupModel group = KeycloakModelUtils.findGroupByPath(session, realm, path);
                    return group != null && answered(() -> user.isMemberOf(group));
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
        return answered(() -> session.users().getUserById(realm, userId));
    }

    /** What a directory may be asked for; whatever comes instead of an answer is none. */
    static <T> T answered(Supplier<T> question) {
        try {
            return question.get();
        } catch (RuntimeException e) {
            throw new DirectoryAway(e);
        }
    }

    /**
     * Takes an administrator at their word who disables somebody whom failed logins have locked out for good. For Keycloak the two
     * look the same, and a lockout, which anybody can bring about, would hide that the person has left.
     */
    public void disabledByAdministrator(String userId) {
        UserModel user = session.users().getUserById(realm, userId);
        BruteForceProtector protector = session.getProvider(BruteForceProtector.class);
        if (user != null
                && !user.isEnabled()
                && protector != null
                && protector.isPermanentlyLockedOut(session, realm, user)) {
            session.loginFailures().removeUserLoginFailure(realm, userId);
            protector.cleanUpPermanentLockout(session, realm, user);
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
        boolean there = byDirectory(user, local).filter(UserModel::isEnabled).isPresent();
        if (there) {
            evict(local);
        }
        return there ? OwnerState.PRESENT : OwnerState.OUT;
    }

    /** While a directory is away Keycloak shows, and keeps, a person of it without groups; so the directory itself is asked. */
    private boolean mayOwnByDirectory(UserModel user, Settings settings) {
        UserModel local = user.isFederated()
                ? UserStoragePrivateUtil.userLocalStorage(session).getUserById(realm, user.getId())
                : null;
        boolean may = local != null
                && byDirectory(user, local).filter(one -> mayOwn(one, settings)).isPresent();
        if (may) {
            evict(local);
        }
        return may;
    }

    /** The person as their directory knows them now; empty if it does not, or nobody can ask it. */
    private Optional<UserModel> byDirectory(UserModel user, UserModel local) {
        ComponentModel component = realm.getComponent(user.getFederationLink());
        if (component == null || !new UserStorageProviderModel(component).isEnabled()) {
            return Optional.empty();
        }
        UserStorageProviderFactory<?> factory = (UserStorageProviderFactory<?>) session.getKeycloakSessionFactory()
                .getProviderFactory(UserStorageProvider.class, component.getProviderId());
        if (factory == null || !(factory.create(session, component) instanceof ImportedUserValidation directory)) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(directory.validate(realm, local));
        } catch (RuntimeException e) {
            evict(local);
            throw new DirectoryAway(e);
        }
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
