package io.agentidentity.agent.guard;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.credential.CredentialType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.ErrorResponse;
import org.keycloak.services.resources.admin.AdminAuth;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;
import org.keycloak.services.resources.admin.fgap.AdminPermissions;
import org.keycloak.services.resources.admin.fgap.ClientPermissionEvaluator;
import org.keycloak.services.resources.admin.fgap.UserPermissionEvaluator;

/** Refuses administrators the writes that would give an agent what only its record may give. */
final class AdminWrites {

    private final KeycloakSession session;

    AdminWrites(KeycloakSession session) {
        this.session = session;
    }

    /** The answer to a write that an agent's record forbids to a caller whom Keycloak would let it do; recorded. */
    Optional<Response> refusal(AdminWrite write) {
        if (session == null || !(session.getContext().getBearerToken() instanceof AccessToken token)) {
            return Optional.empty();
        }
        RealmModel realm = session.realms().getRealmByName(write.realm());
        if (realm == null) {
            return Optional.empty();
        }
        UserModel account =
                write.target() == AdminWrite.Target.USER ? session.users().getUserById(realm, write.id()) : null;
        ClientModel client = client(realm, write);
        AgentGate gate = new AgentGate(session, realm);
        Optional<Agent> agent = account == null ? gate.agent(client) : gate.agent(account);
        if (agent.isEmpty()
                || write.harmless(agent.get().credential().type() == CredentialType.CLIENT_SECRET)
                || !allowedByKeycloak(realm, token, client, account)) {
            return Optional.empty();
        }
        RefusedAdmin.record(
                session, realm, agent.get(), write.name(), session.getContext().getUser(), token);
        return Optional.of(ErrorResponse.error(
                        write.name() + " of an agent is managed by the agents API: see /admin/realms/" + realm.getName()
                                + "/agents/" + agent.get().id(),
                        Response.Status.CONFLICT)
                .getResponse());
    }

    private static ClientModel client(RealmModel realm, AdminWrite write) {
        return switch (write.target()) {
            case CLIENT -> realm.getClientById(write.id());
            case CLIENT_BY_CLIENT_ID -> realm.getClientByClientId(write.id());
            case USER -> null;
        };
    }

    /** Whoever may not do it anyway gets Keycloak's own refusal, which does not tell what an agent is. */
    private boolean allowedByKeycloak(RealmModel realm, AccessToken token, ClientModel client, UserModel account) {
        RealmModel home = session.realms()
                .getRealmByName(token.getIssuer().substring(token.getIssuer().lastIndexOf('/') + 1));
        UserModel admin = session.getContext().getUser();
        if (home == null || admin == null) {
            return false;
        }
        AdminAuth caller = new AdminAuth(home, token, admin, home.getClientByClientId(token.getIssuedFor()));
        AdminPermissionEvaluator permissions = AdminPermissions.evaluator(session, realm, caller);
        if (account == null) {
            ClientPermissionEvaluator clients = permissions.clients();
            return clients.canConfigure(client) || clients.canManage(client);
        }
        UserPermissionEvaluator users = permissions.users();
        return users.canManage(account)
                || users.canMapRoles(account)
                || users.canManageGroupMembership(account)
                || users.canResetPassword(account)
                || users.canImpersonate(account, caller.getClient());
    }
}
