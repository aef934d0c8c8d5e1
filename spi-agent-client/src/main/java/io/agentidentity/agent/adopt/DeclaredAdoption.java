package io.agentidentity.agent.adopt;

import io.agentidentity.agent.declared.Declarations;
import io.agentidentity.agent.declared.DeclaredStore;
import io.agentidentity.agent.lifecycle.AgentRoles;
import io.agentidentity.agent.lifecycle.Caller;
import io.agentidentity.agent.store.RealmStore;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.json.StrictJson;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.events.admin.AuthDetails;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Makes agents at once of clients that say they are, in realms whose settings say so: where the one who says it may make agents.
 * It is done in a transaction after the one that wrote the client, so that a client which cannot become an agent stays as it is.
 */
public final class DeclaredAdoption {

    private static final Logger LOG = Logger.getLogger(DeclaredAdoption.class);

    private DeclaredAdoption() {}

    /** After an administrator wrote a client through the admin API. */
    public static void written(KeycloakSession session, RealmModel realm, String clientUuid, AuthDetails by) {
        if (!new Declarations(session).isNew(clientUuid) || !wanted(session, realm)) {
            return;
        }
        Optional<Caller> holder = holder(session, realm, by);
        if (holder.isPresent()) {
            KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
            String realmId = realm.getId();
            session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {
                @Override
                protected void commitImpl() {
                    adopt(factory, realmId, clientUuid, holder.get());
                }

                @Override
                protected void rollbackImpl() {
                    // The client was not written either.
                }
            });
        }
    }

    /** Whoever made the request, if they hold the role that makes agents; as Keycloak does, their client must have it in scope. */
    private static Optional<Caller> holder(KeycloakSession session, RealmModel realm, AuthDetails by) {
        RealmModel home = by == null ? null : session.realms().getRealm(by.getRealmId());
        if (home == null) {
            return Optional.empty();
        }
        UserModel user = session.users().getUserById(home, by.getUserId());
        ClientModel client = home.getClientById(by.getClientId());
        ClientModel admin = home.equals(realm)
                ? realm.getClientByClientId(Constants.REALM_MANAGEMENT_CLIENT_ID)
                : realm.getMasterAdminClient();
        RoleModel role = admin == null ? null : admin.getRole(AgentRoles.MANAGE);
        boolean holds = user != null && client != null && role != null && user.hasRole(role) && client.hasScope(role);
        return holds ? Optional.of(Caller.ofAdmin(session, AuditLog.issuer(session, home), user)) : Optional.empty();
    }

    private static boolean wanted(KeycloakSession session, RealmModel realm) {
        return new RealmStore(session).of(realm.getId()).settings().adoptDeclared();
    }

    static void adopt(KeycloakSessionFactory factory, String realmId, String clientUuid, Caller caller) {
        try {
            KeycloakModelUtils.runJobInTransaction(factory, session -> {
                RealmModel realm = session.realms().getRealm(realmId);
                ClientModel client = realm == null ? null : realm.getClientById(clientUuid);
                if (client != null && wanted(session, realm) && new DeclaredStore(session).has(clientUuid)) {
                    session.getContext().setRealm(realm);
                    // Whoever has just written it may manage it.
                    new Adoption(session, realm, caller, written -> true)
                            .adopt(StrictJson.object().put("clientId", client.getClientId()), false);
                }
            });
        } catch (RuntimeException e) {
            LOG.warnf("client %s of realm %s stays declared: %s", clientUuid, realmId, e.getMessage());
        }
    }
}
