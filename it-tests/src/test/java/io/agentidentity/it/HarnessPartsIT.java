package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.CustomClient;
import io.agentidentity.it.realm.Form;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.tls.TestCa;
import io.agentidentity.it.tls.TestCertificate;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What stands around a realm in tests, on features of Keycloak alone. */
@KeycloakTest
@Tag("smoke")
class HarnessPartsIT {

    private static final Form CLIENT_CREDENTIALS = Form.of("grant_type", "client_credentials");

    @Nested
    class Certificates {

        @Test
        void authenticateAClient(TestRealm realm) {
            TestCa ca = ca(realm);
            TestCertificate mine = ca.issue("CN=batch,O=Example");
            Form request = client(realm, "batch", mine.clientAttributes()).authenticated(CLIENT_CREDENTIALS);

            Answer good = realm.withCertificate(mine).tokenRequest(request);
            Answer other = realm.withCertificate(ca.issue("CN=other,O=Example")).tokenRequest(request);
            Answer none = realm.tokenRequest(request);

            assertThat(good.token().claims().path("iss").asText()).isEqualTo(realm.issuer());
            assertThat(good.token().claims().path("azp").asText()).isEqualTo("batch");
            assertRefused(other);
            assertRefused(none);
        }

        @Test
        void bindATokenToTheirKey(TestRealm realm) {
            TestCertificate mine = ca(realm).issue("CN=bound,O=Example");
            Map<String, String> attributes = new HashMap<>(mine.clientAttributes());
            attributes.put("tls.client.certificate.bound.access.tokens", "true");
            Form request = client(realm, "bound", attributes).authenticated(CLIENT_CREDENTIALS);

            Answer answer = realm.withCertificate(mine).tokenRequest(request);

            assertThat(answer.token().claims().at("/cnf/x5t#S256").asText()).isEqualTo(mine.thumbprint());
        }

        private static CustomClient client(TestRealm realm, String clientId, Map<String, String> attributes) {
            return realm.customClient(clientId, "client-x509", attributes, form -> form.and("client_id", clientId));
        }

        private static TestCa ca(TestRealm realm) {
            assumeTrue(realm.ca().isPresent(), "The server has no TLS");
            return realm.ca().orElseThrow();
        }
    }

    private static void assertRefused(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isIn(400, 401);
        assertThat(answer.error()).isIn("invalid_client", "unauthorized_client");
    }
}
