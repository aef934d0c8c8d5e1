package io.agentidentity.agent.guard;

import org.keycloak.models.FederatedIdentityModel.FederatedIdentityCreatedEvent;
import org.keycloak.models.GroupModel.GroupMemberJoinEvent;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelValidationException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel.RoleGrantedEvent;
import org.keycloak.models.UserModel;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.provider.ProviderEventListener;

/**
 * Keeps roles, groups and outside identities off the service account of an agent, whichever API, import or extension gives them.
 * What throws here rolls back.
 */
final class AccountGuard implements ProviderEventListener {

    @Override
    public void onEvent(ProviderEvent event) {
        if (event instanceof RoleGrantedEvent granted) {
            refuse(granted.getKeycloakSession(), granted.getRealm(), granted.getUser());
        } else if (event instanceof GroupMemberJoinEvent joined) {
            refuse(joined.getKeycloakSession(), joined.getRealm(), joined.getUser());
        } else if (event instanceof FederatedIdentityCreatedEvent linked) {
            refuse(linked.getKeycloakSession(), linked.getRealm(), linked.getUser());
        }
    }

    private static void refuse(KeycloakSession session, RealmModel realm, UserModel user) {
        if (realm != null && new AgentGate(session, realm).agent(user).isPresent()) {
            throw new ModelValidationException("The service account of an agent is managed by the agents API");
        }
    }
}
