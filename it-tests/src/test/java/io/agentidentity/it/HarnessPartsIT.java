package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.agentidentity.it.directory.CachePolicy;
import io.agentidentity.it.directory.Directory;
import io.agentidentity.it.junit.AllowServerErrors;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.mail.Mail;
import io.agentidentity.it.mail.MailServer;
import io.agentidentity.it.realm.AgentKey;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.App;
import io.agentidentity.it.realm.CustomClient;
import io.agentidentity.it.realm.Form;
import io.agentidentity.it.realm.Person;
import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.tls.TestCa;
import io.agentidentity.it.tls.TestCertificate;
import io.agentidentity.it.workload.WorkloadIssuer;
import java.util.HashMap;
import java.util.List;
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
        @AllowServerErrors("KC-SERVICES0017: Unknown result status")
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

    @Nested
    class Mails {

        @Test
        void arrive(TestRealm realm) {
            Person mia = realm.person("mia");
            try (MailServer mails = MailServer.start()) {
                mails.serve(realm);

                realm.admin()
                        .put("/users/" + mia.id() + "/execute-actions-email", List.of("UPDATE_PASSWORD"))
                        .expect(204);

                Mail mail = mails.awaitTo("mia@example.org");
                assertThat(mail.from()).isEqualTo("keycloak@example.org");
                assertThat(mail.text()).contains(realm.issuer() + "/login-actions/action-token");
                mails.clear();
                assertThat(mails.received()).isEmpty();
            }
        }
    }

    @Nested
    @AllowServerErrors("Uncaught server error: .* (LDAP server is unavailable|Failed to fetch results from the LDAP)")
    class Directories {

        @Test
        void sayWhoMayLogIn(Realms realms) {
            TestRealm realm = realms.create("directory");
            App portal = realm.app("portal");
            try (Directory directory = Directory.create()) {
                directory.federate(realm, CachePolicy.NO_CACHE);
                Person lea = directory.person(realm, "lea");
                assertThat(portal.login(lea).claims().path("sub").asText()).isEqualTo(lea.id());

                directory.stop();
                assertThat(portal.tryLogin(lea).status()).isNotEqualTo(200);
                assertThat(enabled(realm, lea)).isFalse();

                directory.start();
                assertThat(enabled(realm, lea)).isTrue();
                assertThat(portal.tryLogin(lea).status()).isEqualTo(200);

                directory.remove(lea);
                assertThat(portal.tryLogin(lea).status()).isNotEqualTo(200);
            }
        }

        private static boolean enabled(TestRealm realm, Person person) {
            return realm.admin()
                    .get("/users/" + person.id())
                    .expect(200)
                    .json()
                    .path("enabled")
                    .asBoolean();
        }
    }

    @Nested
    class Workloads {

        private static final String SUBJECT = "spiffe://example.org/batch";

        @Test
        void authenticateByAnSvid(TestRealm realm) {
            try (WorkloadIssuer issuer = WorkloadIssuer.spiffe("spire", "spiffe://example.org")) {
                check(realm, issuer, "svid-batch", SUBJECT, issuer.token(SUBJECT, realm.issuer()));
            }
        }

        @Test
        void authenticateByATokenOfAnOpenIdProvider(TestRealm realm) {
            String subject = "repo:example/app:ref:refs/heads/main";
            try (WorkloadIssuer issuer = WorkloadIssuer.oidc("ci")) {
                check(realm, issuer, "ci-batch", subject, issuer.token(subject, realm.issuer()));
            }
        }

        @Test
        void authenticateByATokenOfAKubernetesServiceAccount(TestRealm realm) {
            try (WorkloadIssuer issuer = WorkloadIssuer.kubernetes("cluster")) {
                String token = issuer.serviceAccountToken("batch", "runner", realm.issuer());
                check(realm, issuer, "pod-batch", "system:serviceaccount:batch:runner", token);
            }
        }

        private static void check(
                TestRealm realm, WorkloadIssuer issuer, String clientId, String subject, String token) {
            issuer.trustedBy(realm);
            CustomClient client = realm.customClient(
                    clientId,
                    "federated-jwt",
                    issuer.clientAttributes(subject),
                    form -> issuer.authenticated(form, token));
            String forged = AgentKey.generate()
                    .sign(issuer.claims(subject, realm.issuer()).build());

            assertThat(client.clientCredentials().token().claims().path("azp").asText())
                    .isEqualTo(clientId);
            assertRefused(realm.tokenRequest(issuer.authenticated(CLIENT_CREDENTIALS, forged)));
            assertRefused(realm.tokenRequest(
                    issuer.authenticated(CLIENT_CREDENTIALS, issuer.token(subject, "https://else.example"))));
        }
    }

    private static void assertRefused(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isIn(400, 401);
        assertThat(answer.error()).isIn("invalid_client", "unauthorized_client");
    }
}
