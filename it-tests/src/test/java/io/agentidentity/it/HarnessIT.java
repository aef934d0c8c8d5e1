package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.AdminApi;
import io.agentidentity.it.realm.App;
import io.agentidentity.it.realm.Person;
import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.realm.ResourceServer;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import io.agentidentity.it.server.KeycloakServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The fixtures themselves, on features of Keycloak alone. */
@KeycloakTest
@Tag("smoke")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HarnessIT {

    private Person alice;
    private App portal;
    private ResourceServer erp;

    @BeforeAll
    void populate(TestRealm realm) {
        alice = realm.person("alice");
        erp = realm.resourceServer("erp-api");
        portal = realm.confidentialApp("portal", "portal", "erp-api");
        realm.clientScope("invoices:read", portal);
    }

    @Test
    void runsTheVersionAskedFor(KeycloakServer server, Realms realms) {
        JsonNode info = realms.server().get("/serverinfo").expect(200).json();

        assertThat(info.at("/systemInfo/version").asText()).isEqualTo(server.version());
    }

    @Test
    void logsAPersonIn(TestRealm realm) {
        TokenAnswer token = portal.login(alice, "invoices:read");

        assertThat(token.claims().path("iss").asText()).isEqualTo(realm.issuer());
        assertThat(token.claims().path("sub").asText()).isEqualTo(alice.id());
        assertThat(token.claims().path("scope").asText().split(" ")).contains("openid", "invoices:read");
        assertThat(token.claims().path("aud").toString()).contains("erp-api");
        assertThat(realm.userinfo(token.accessToken()).status()).isEqualTo(200);
    }

    @Test
    void introspectsAndRevokes() {
        String token = portal.login(alice).accessToken();
        assertThat(erp.introspect(token).json().path("active").asBoolean()).isTrue();

        portal.revokeToken(token).expect(200);

        assertThat(erp.introspect(token).json().path("active").asBoolean()).isFalse();
    }

    @Test
    void exchangesByKeycloaksOwnMeans() {
        String token = portal.login(alice).accessToken();

        TokenAnswer exchanged = portal.exchange(token).audience("erp-api").token();

        assertThat(exchanged.claims().path("aud").asText()).isEqualTo("erp-api");
        assertThat(exchanged.claims().has("act")).isFalse();
    }

    @Test
    void keepsRealmsApart(TestRealm realm, Realms realms) {
        TestRealm other = realms.create("other");
        ResourceServer otherErp = other.resourceServer("erp-api");
        String token = portal.login(alice).accessToken();

        assertThat(other.issuer()).isNotEqualTo(realm.issuer());
        assertThat(otherErp.introspect(token).json().path("active").asBoolean()).isFalse();
        assertThat(other.userinfo(token).status()).isEqualTo(401);
    }

    @Test
    void givesAdministratorsOnlyTheRolesAskedFor(TestRealm realm) {
        AdminApi bob = realm.adminUser("bob", "view-users");

        assertThat(bob.get("/users").status()).isEqualTo(200);
        assertThat(bob.get("/clients").status()).isEqualTo(403);
        assertThat(realm.adminAs(alice).get("/users").status()).isEqualTo(403);
    }

    @Nested
    class Inner {

        @Test
        void sharesTheRealmOfItsClass(TestRealm realm) {
            assertThat(realm).isSameAs(portal.realm());
        }
    }
}
