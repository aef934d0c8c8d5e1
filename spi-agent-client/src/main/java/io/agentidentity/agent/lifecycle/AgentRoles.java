package io.agentidentity.agent.lifecycle;

import java.util.List;
import org.keycloak.Config;
import org.keycloak.models.AdminRoles;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;

/** The admin roles of the agents API, beside Keycloak's own in every realm. */
public final class AgentRoles {

    /** May see agents, their tasks and the record. */
    public static final String VIEW = "view-agents";

    /** May change agents and end tasks, and all that {@link #VIEW} may. */
    public static final String MANAGE = "manage-agents";

    private AgentRoles() {}

    /** Adds the roles to a realm that lacks them, for its own administrators and for those of the master realm. */
    static void ensure(RealmModel realm, RealmModel master) {
        ClientModel inMaster = realm.getMasterAdminClient();
        if (inMaster != null) {
            ensure(inMaster, master.getRole(AdminRoles.ADMIN));
        }
        ClientModel own = realm.getClientByClientId(Constants.REALM_MANAGEMENT_CLIENT_ID);
        if (own != null && !realm.getName().equals(Config.getAdminRealm())) {
            ensure(own, own.getRole(AdminRoles.REALM_ADMIN));
        }
    }

    private static void ensure(ClientModel client, RoleModel all) {
        for (String name : List.of(VIEW, MANAGE)) {
            RoleModel role = client.getRole(name);
            if (role == null) {
                role = client.addRole(name);
                role.setDescription("${role_" + name + "}");
            }
            if (all != null && !all.hasRole(role)) {
                all.addCompositeRole(role);
            }
        }
    }
}
