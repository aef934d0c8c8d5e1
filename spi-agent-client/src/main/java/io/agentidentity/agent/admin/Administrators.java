package io.agentidentity.agent.admin;

import org.keycloak.Config;
import org.keycloak.models.AdminRoles;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** Who calls the admin API as an administrator of everything; a narrower role is not enough. */
public final class Administrators {

    private Administrators() {}

    /** Whether it is the server's administrator. */
    public static boolean isOfServer(AdminPermissionEvaluator auth) {
        return auth.adminAuth().getRealm().getName().equals(Config.getAdminRealm())
                && auth.adminAuth().hasRealmRole(AdminRoles.ADMIN);
    }

    /** Whether it is the realm's own administrator or the server's. */
    public static boolean isOfRealm(RealmModel realm, AdminPermissionEvaluator auth) {
        return isOfServer(auth)
                || (auth.adminAuth().getRealm().equals(realm) && auth.hasOneAdminRole(AdminRoles.REALM_ADMIN));
    }
}
