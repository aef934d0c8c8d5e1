package org.example.extension;

import org.keycloak.services.clientpolicy.DefaultClientPolicyManagerFactory;

/** Keycloak's own client policies, without our guard. */
public final class OtherClientPolicies extends DefaultClientPolicyManagerFactory {

    @Override
    public int order() {
        return 1000;
    }
}
