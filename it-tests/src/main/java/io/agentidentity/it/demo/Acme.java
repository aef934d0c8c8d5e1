package io.agentidentity.it.demo;

import io.agentidentity.it.realm.App;
import io.agentidentity.it.realm.Person;
import io.agentidentity.it.realm.ResourceServer;
import io.agentidentity.it.realm.TestRealm;

/** The realm before the story begins: one person, the app she works with, and two servers that the app may call for her. */
record Acme(TestRealm realm, Person alice, App portal, ResourceServer erpApi) {

    static Acme in(TestRealm realm) {
        Person alice = realm.person("alice", "alice");
        App portal = realm.confidentialApp("portal");
        ResourceServer erpApi = realm.resourceServer(
                "erp-api", client -> client.withObject("/attributes").put("standard.token.exchange.enabled", "true"));
        realm.resourceServer("hr-api");
        realm.clientScope("invoices:read", portal);
        realm.clientScope("payments:write", portal);
        return new Acme(realm, alice, portal, erpApi);
    }
}
