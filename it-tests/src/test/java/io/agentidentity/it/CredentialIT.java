package io.agentidentity.it;

import static io.agentidentity.it.CredentialScene.assertRefused;
import static io.agentidentity.it.CredentialScene.asserting;
import static io.agentidentity.it.CredentialScene.certificate;
import static io.agentidentity.it.CredentialScene.clientCredentials;
import static io.agentidentity.it.CredentialScene.conflict;
import static io.agentidentity.it.CredentialScene.federated;
import static io.agentidentity.it.CredentialScene.invalid;
import static io.agentidentity.it.CredentialScene.jwks;
import static io.agentidentity.it.CredentialScene.jwksUrl;
import static io.agentidentity.it.CredentialScene.named;
import static io.agentidentity.it.CredentialScene.nameless;
import static io.agentidentity.it.CredentialScene.secret;
import static io.agentidentity.it.CredentialScene.withSecret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jwt.JWTClaimsSet;
import io.agentidentity.it.junit.AllowServerErrors;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.AdminApi;
import io.agentidentity.it.realm.AgentKey;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import io.agentidentity.it.tls.TestCa;
import io.agentidentity.it.tls.TestCertificate;
import io.agentidentity.it.workload.WorkloadIssuer;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The credentials of agents: every kind, one holder each, and their ends. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CredentialIT {

    private final CredentialScene on;
    private final Scene scene;
    private final TestRealm realm;

    CredentialIT(TestRealm realm) {
        this.realm = realm;
        on = new CredentialScene(realm);
        scene = on.scene;
    }

    @Nested
    class Keys {

        @Test
        @AllowServerErrors("Signature on JWT token failed validation")
        void authenticateInline() {
            TestAgent agent = scene.agent("inline", spec -> spec);
            on.works(agent);
            on.refused(agent.with(AgentKey.generate()));
            on.refused(agent.with(named(AgentKey.generate(), agent.key().key().getKeyID())));
            on.refused(asserting(agent, scene.clerk.clientAssertion()));
        }

        @Test
        void ofEveryCommonAlgorithmAuthenticate() {
            for (SigningKey key : List.of(SigningKey.rsa("rsa-1"), SigningKey.ed25519("ed-1"))) {
                TestAgent agent = on.agent("signs-" + key.kid(), jwks(key.publicJwk()));
                on.works(agent.by(form -> form.and("client_id", agent.clientId())
                        .and("client_assertion_type", CredentialScene.JWT_BEARER)
                        .and("client_assertion", key.clientAssertion(agent.clientId(), realm.issuer()))));
            }
        }

        @Test
        void needNoName() {
            AgentKey key = nameless(AgentKey.generate());
            on.works(on.agent("nameless", jwks(key.publicJwk())).with(key));
        }

        @Test
        void behindAnAddressAuthenticateAndNoOthers() {
            AgentKey key = AgentKey.generate();
            try (KeyServer keys = KeyServer.of(key)) {
                TestAgent agent = on.development("by-address", jwksUrl(keys.url("mine")));
                on.works(agent.with(key));
                on.refused(agent.with(AgentKey.generate()));
                assertThat(on.credential(agent).path("keys").findValuesAsText("kid"))
                        .contains(key.key().getKeyID());
            }
        }

        @Test
        void areFetchedWithoutTlsInDevelopmentOnly() {
            try (KeyServer keys = KeyServer.of(AgentKey.generate())) {
                invalid(on.tryAgent("plain-http", "production", jwksUrl(keys.url("a"))), "https");
                TestAgent agent = on.development("plain-http", jwksUrl(keys.url("a")));
                invalid(agent.patch(Map.of("environment", "production")), "https");
                invalid(on.put(agent, record -> record.put("environment", "production")), "https");
                assertThat(agent.record().path("environment").asText()).isEqualTo("development");
            }
        }

        @Test
        void ac27AnAssertionIsForThisRealmAlone() {
            TestAgent agent = scene.agent("audiences", spec -> spec);
            String token = realm.issuer() + "/protocol/openid-connect/token";
            for (List<String> audience :
                    List.of(List.of("https://else.example"), List.of(realm.issuer(), "https://else.example"))) {
                on.refused(asserting(agent, agent.key().sign(claims(agent, audience))));
            }
            on.works(agent.by(form -> form.and("client_id", agent.clientId())
                    .and("client_assertion_type", CredentialScene.JWT_BEARER)
                    .and("client_assertion", agent.key().clientAssertion(agent.clientId(), token))));
        }

        @Test
        void ac29AnAssertionIsGoodOnce() {
            TestAgent agent = scene.agent("replayed", spec -> spec);
            TestAgent once = asserting(agent, agent.clientAssertion());
            assertThat(once.clientCredentials().status()).isEqualTo(200);
            on.refused(once);
        }

        private JWTClaimsSet claims(TestAgent agent, List<String> audience) {
            return new JWTClaimsSet.Builder()
                    .issuer(agent.clientId())
                    .subject(agent.clientId())
                    .audience(audience)
                    .jwtID(UUID.randomUUID().toString())
                    .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                    .build();
        }
    }

    @Nested
    @AllowServerErrors("KC-SERVICES0017: Unknown result status")
    class Certificates {

        @Test
        void authenticateWhomTheyName() {
            TestCertificate mine = ca().issue("CN=tls-clerk,O=Acme");
            TestAgent agent = plain(on.agent("tls-clerk", certificate("CN=tls-clerk, O=Acme")));
            on.works(agent.via(realm.withCertificate(mine)));
            on.refused(agent.via(realm.withCertificate(ca().issue("CN=tls-clerk,O=Other"))));
            on.refused(agent.via(realm.withCertificate(ca().issue("CN=tls-clerk,OU=Acme,O=Acme"))));
            on.refused(agent);
            on.refused(scene.agent("has-a-key", spec -> spec)
                    .by(form -> form.and("client_id", "tls-clerk"))
                    .via(realm.withCertificate(ca().issue("CN=has-a-key"))));
        }

        @Test
        void bindTheTokensOfAnAgentThatMustProveAKey() {
            TestCertificate mine = ca().issue("CN=bound-clerk,O=Acme");
            TestRealm through = realm.withCertificate(mine);
            TestAgent agent = plain(scene.agent(
                            "bound-clerk",
                            spec -> spec.strict("senderConstraint")
                                    .json(json -> json.set("credential", certificate("CN=bound-clerk,O=Acme")))))
                    .via(through);
            TokenAnswer token = on.exchange(agent).token();
            assertThat(token.claims().at("/cnf/x5t#S256").asText()).isEqualTo(mine.thumbprint());
            assertThat(token.json().path("token_type").asText()).isEqualTo("Bearer");
            assertThat(scene.facts(token).at("/cnf/x5t#S256").asText()).isEqualTo(mine.thumbprint());

            TestAgent renewed = agent.via(realm.withCertificate(ca().issue("CN=bound-clerk,O=Acme")));
            Answer stolen = renewed.exchange(token.accessToken()).send();
            assertThat(stolen.error()).isEqualTo("invalid_request");
            assertThat(stolen.errorDescription()).startsWith("subject_token_key_not_proven");
            assertThat(agent.exchange(token.accessToken()).token().claims().path("cnf"))
                    .isEqualTo(token.claims().path("cnf"));

            String actor = agent.actorToken().accessToken();
            String task = Scene.taskId(token);
            assertThat(realm.tasks(actor).get(task).status()).isEqualTo(401);
            assertThat(realm.withCertificate(ca().issue("CN=thief"))
                            .tasks(actor)
                            .get(task)
                            .status())
                    .isEqualTo(401);
            assertThat(through.tasks(actor).get(task).status()).isEqualTo(200);
        }

        private TestAgent plain(TestAgent agent) {
            return agent.by(form -> form.and("client_id", agent.clientId()));
        }

        private TestCa ca() {
            assumeTrue(realm.ca().isPresent(), "The server has no TLS");
            return realm.ca().orElseThrow();
        }
    }

    @Nested
    class Workloads {

        private static final String SPIFFE = "spiffe://example.org/";

        @Test
        void authenticateByAnSvid() {
            try (WorkloadIssuer issuer = WorkloadIssuer.spiffe("spire", "spiffe://example.org")) {
                check(issuer, "svid-clerk", "spire", SPIFFE + "clerk", SPIFFE + "other");
            }
        }

        @Test
        void authenticateByATokenOfACiSystem() {
            try (WorkloadIssuer issuer = WorkloadIssuer.oidc("ci")) {
                check(issuer, "ci-clerk", "ci", "repo:acme/app:ref:refs/heads/main", "repo:acme/app:pull_request");
            }
        }

        @Test
        void authenticateByATokenOfAKubernetesServiceAccount() {
            try (WorkloadIssuer issuer = WorkloadIssuer.kubernetes("cluster")) {
                String subject = "system:serviceaccount:acme:clerk";
                check(issuer, "pod-clerk", "cluster", subject, "system:serviceaccount:acme:other");
                TestAgent agent = new WorkloadAgent("pod-clerk", issuer)
                        .sending(() -> issuer.serviceAccountToken("acme", "clerk", realm.issuer()));
                on.works(agent);
            }
        }

        @Test
        void areVouchedForByAnIssuerThatTheRealmKnows() {
            invalid(on.tryAgent("fed-nowhere", "production", federated("nobody", "a")), "identity provider");
        }

        private void check(WorkloadIssuer issuer, String clientId, String alias, String subject, String other) {
            issuer.trustedBy(realm);
            on.agent(clientId, federated(alias, subject));
            on.agent(clientId + "-other", federated(alias, other));
            WorkloadAgent agent = new WorkloadAgent(clientId, issuer);
            on.works(agent.sending(() -> issuer.token(subject, realm.issuer())));
            assertThat(realm.audit("agent=" + clientId + "&type=agent.actor_token.issued.v1")
                            .get(0)
                            .at("/data/act_chain/0/grade")
                            .asText())
                    .isEqualTo("asserted");
            on.refused(agent.sending(() -> AgentKey.generate()
                    .sign(issuer.claims(subject, realm.issuer()).build())));
            on.refused(agent.sending(() -> issuer.token(subject, "https://else.example")));
            on.refused(agent.sending(() -> issuer.token(subject + "x", realm.issuer())));
            assertRefused(realm.tokenRequest(issuer.authenticated(
                    clientCredentials().and("client_id", clientId), issuer.token(other, realm.issuer()))));
        }

        /** An agent of which only the token of its workload is known. */
        private final class WorkloadAgent {

            private final TestAgent agent;
            private final WorkloadIssuer issuer;

            private WorkloadAgent(String clientId, WorkloadIssuer issuer) {
                this.agent = realm.existingAgent(clientId);
                this.issuer = issuer;
            }

            private TestAgent sending(java.util.function.Supplier<String> token) {
                return agent.by(form -> issuer.authenticated(form, token.get()));
            }
        }
    }

    @Nested
    class Secrets {

        @Test
        void liveAsLongAsTheRealmAllowsAtMost() {
            realm.admin().put("/agents/settings", Map.of("secretSeconds", 3600)).expect(200);
            Instant before = Instant.now();
            Answer created = on.tryAgent("secret-life", "development", secret());
            Instant end = Instant.parse(
                    created.expect(201).json().at("/credential/expiresAt").asText());
            assertThat(Duration.between(before, end)).isBetween(Duration.ofSeconds(3590), Duration.ofSeconds(3700));
            invalid(
                    on.tryAgent("secret-longer", "development", secret().put("expiresAt", "2999-01-01T00:00:00Z")),
                    "credential.expiresAt");
            invalid(
                    on.tryAgent("secret-past", "development", secret().put("expiresAt", "2001-01-01T00:00:00Z")),
                    "future");
        }

        @Test
        void areShownOnceAndRefusedAfterTheirEnd() {
            Answer created = on.tryAgent("secret-ends", "development", secret());
            String first = created.expect(201).json().at("/credential/secret").asText();
            TestAgent agent = realm.existingAgent("secret-ends");
            assertThat(agent.record().toString()).doesNotContain(first);
            assertThat(on.credential(agent).toString()).doesNotContain(first);
            assertThat(realm.admin().get("/agents/export").body()).doesNotContain(first);
            authorize(agent);
            on.works(withSecret(agent, first));
            on.refused(withSecret(agent, "guessed"));

            JsonNode rotated = on.rotate(agent, Map.of()).expect(200).json();
            String second = rotated.path("secret").asText();
            assertThat(second).isNotEmpty().isNotEqualTo(first);
            on.refused(withSecret(agent, first));
            on.works(withSecret(agent, second));
            invalid(on.rotate(agent, Map.of("overlapSeconds", 60)), "secret");

            Instant soon = Instant.now().plusSeconds(2);
            Answer shorter =
                    on.put(agent, record -> record.set("credential", secret().put("expiresAt", soon.toString())));
            String third = shorter.expect(200).json().at("/credential/secret").asText();
            await().until(() -> withSecret(agent, third).clientCredentials().status() == 401);
            on.refused(withSecret(agent, third));
            assertThat(on.findings(agent)).contains("secret", "debt_overdue");
            on.put(agent, record -> record.put("purpose", "read and sent back")).expect(200);
            on.refused(withSecret(agent, third));
        }

        @Test
        void ac14AreRefusedInProductionByEveryRoute() {
            invalid(on.tryAgent("prod-secret", "production", secret()), "development");
            TestAgent agent = scene.agent("prod-key", spec -> spec);
            invalid(on.put(agent, record -> record.set("credential", secret())), "development");
            invalid(agent.patch(Map.of("credential", secret())), "development");
            TestAgent dev = on.development("dev-secret", secret());
            invalid(dev.patch(Map.of("environment", "production")), "development");
            invalid(on.put(dev, record -> record.put("environment", "production")), "development");
            invalid(
                    on.put(
                            dev,
                            record -> record.put("environment", "production").remove("credential")),
                    "development");

            realm.resourceServer("was-a-client");
            invalid(
                    realm.admin().post("/agents/adopt", Map.of("clientId", "was-a-client", "owner", scene.alice.id())),
                    "development");
            ObjectNode document = Json.object().put("version", 1);
            document.putArray("agents")
                    .addObject()
                    .put("clientId", "imported")
                    .put("name", "imported")
                    .put("owner", scene.alice.id())
                    .set("credential", secret());
            Answer imported = realm.admin().post("/agents/import", document);
            assertThat(imported.expect(400).json().path("errors").toString()).contains("development only");
            assertThat(realm.clientUuid("imported")).isEmpty();
        }

        @Test
        void ac14AreRefusedThatWereSetInTheClientsOwnSettings() {
            TestAgent agent = scene.agent("client-settings", spec -> spec);
            String secret = realm.admin()
                    .post("/clients/" + agent.id() + "/client-secret")
                    .json()
                    .path("value")
                    .asText("none");
            on.refused(withSecret(agent, secret));
            agent.update(Map.of("secret", "chosen"));
            on.refused(withSecret(agent, "chosen"));
            for (String type : List.of("client-secret", "client-secret-jwt", "client-x509", "federated-jwt")) {
                assertThat(agent.update(Map.of("clientAuthenticatorType", type)).status())
                        .isEqualTo(400);
            }
            on.works(agent);
        }

        @Test
        void ac14DoNotComeBackWithAnImportOfTheClient() {
            TestAgent agent = scene.agent("reimported", spec -> spec);
            ObjectNode client = (ObjectNode)
                    realm.admin().get("/clients/" + agent.id()).expect(200).json();
            client.put("clientAuthenticatorType", "client-secret").put("secret", "imported");
            ObjectNode document = Json.object().put("ifResourceExists", "OVERWRITE");
            document.putArray("clients").add(client);
            realm.admin().post("/partialImport", document).expect(200);
            Answer exchanged = on.exchange(withSecret(agent, "imported"));
            assertThat(exchanged.body()).doesNotContain("\"act\"").doesNotContain("task_id");
            assertThat(exchanged.status()).as(exchanged.toString()).isIn(400, 401, 403);
        }

        /** A new agent of this test may act for alice's users at the usual server. */
        private void authorize(TestAgent agent) {
            agent.patch(Json.parse(
                            "{\"delegation\":{\"apps\":[\"portal\"]},\"ceiling\":{\"scopes\":[\"invoices:read\"],"
                                    + "\"targets\":[\"erp-api\"]}}"))
                    .expect(200);
        }
    }

    @Nested
    class OneHolder {

        @Test
        void ac15OfAKeyHoweverItIsWritten() {
            AgentKey key = AgentKey.generate();
            on.agent("first-holder", jwks(key.publicJwk()));
            ObjectNode padded = (ObjectNode) key.publicJwk();
            padded.put("x", padded.path("x").asText() + "=");
            int before = on.refusedAsShared();
            conflict(on.tryAgent("second-1", "production", jwks(key.publicJwk())), "first-holder");
            conflict(
                    on.tryAgent(
                            "second-2", "production", jwks(named(key, "other").publicJwk())),
                    "first-holder");
            conflict(on.tryAgent("second-3", "production", jwks(padded)), "first-holder");
            conflict(
                    on.tryAgent(
                            "second-4", "production", jwks(AgentKey.generate().publicJwk(), key.publicJwk())),
                    "first-holder");
            TestAgent other = scene.agent("second-5", spec -> spec);
            conflict(on.rotate(other, Map.of("jwk", key.publicJwk())), "first-holder");
            conflict(on.put(other, record -> record.set("credential", jwks(key.publicJwk()))), "first-holder");
            assertThat(on.refusedAsShared() - before).isEqualTo(6);
            assertThat(realm.clientUuid("second-1")).isEmpty();
            assertThat(on.kids(other)).containsExactly(other.key().key().getKeyID());
            assertThat(on.credential(other).at("/keys/0/endsAt").isNull()).isTrue();
            on.works(other);
        }

        @Test
        void ofAnAddressACertificateOrASubject() {
            try (WorkloadIssuer issuer = WorkloadIssuer.oidc("shared-ci")) {
                issuer.trustedBy(realm);
                on.agent("holds-url", jwksUrl("https://keys.example/one"));
                on.agent("holds-dn", certificate("CN=shared,O=Acme"));
                on.agent("holds-subject", federated("shared-ci", "repo:acme/x"));
                conflict(on.tryAgent("b", "production", jwksUrl("https://keys.example/one")), "holds-url");
                conflict(on.tryAgent("b", "production", jwksUrl("https://KEYS.example:443/one")), "holds-url");
                conflict(on.tryAgent("b", "production", certificate("cn=Shared, o=ACME")), "holds-dn");
                conflict(on.tryAgent("b", "production", federated("shared-ci", "repo:acme/x")), "holds-subject");
            }
        }

        @Test
        @AllowServerErrors("Unique index or primary key violation")
        void ofAKeyBehindTwoAddresses() {
            AgentKey key = AgentKey.generate();
            try (KeyServer keys = KeyServer.of(key)) {
                TestAgent first =
                        on.development("address-1", jwksUrl(keys.url("1"))).with(key);
                TestAgent second =
                        on.development("address-2", jwksUrl(keys.url("2"))).with(key);
                List<Integer> answers =
                        together(8, i -> first.clientCredentials().status());
                assertThat(answers)
                        .as("one agent's first requests at the same time")
                        .containsOnly(200);
                int before = on.refusedAsShared();
                on.refused(second);
                assertThat(on.refusedAsShared()).isGreaterThan(before);
                conflict(on.tryAgent("address-3", "production", jwks(key.publicJwk())), "address-1");
                on.works(first);
            }
        }

        @Test
        void ofAnInlineKeyThatStandsBehindAnAddressToo() {
            AgentKey key = AgentKey.generate();
            try (KeyServer keys = KeyServer.of(key)) {
                TestAgent inline =
                        on.agent("inline-holder", jwks(key.publicJwk())).with(key);
                on.refused(on.development("address-4", jwksUrl(keys.url("4"))).with(key));
                on.works(inline);
            }
        }

        @Test
        @AllowServerErrors("Unique index or primary key violation")
        void ofAKeyThatManyAskForAtOnce() {
            JsonNode credential = jwks(AgentKey.generate().publicJwk());
            List<Integer> answers = together(
                    4, i -> on.tryAgent("racer-" + i, "production", credential).status());
            assertThat(answers).containsOnly(201, 409).containsOnlyOnce(201);
        }

        @Test
        void aFreedKeyMayBeUsedAgain() {
            AgentKey key = AgentKey.generate();
            TestAgent deleted = on.agent("frees-1", jwks(key.publicJwk()));
            realm.admin().delete(deleted.path("")).expect(204);
            TestAgent retired = on.agent("frees-2", jwks(key.publicJwk())).with(key);
            on.works(retired);
            realm.admin().post(retired.path("/retire")).expect(200);
            conflict(on.rotate(retired, Map.of("jwk", AgentKey.generate().publicJwk())), "retired");
            TestAgent rotated = on.agent("frees-3", jwks(key.publicJwk()));
            on.put(
                            rotated,
                            record -> record.set(
                                    "credential", jwks(AgentKey.generate().publicJwk())))
                    .expect(200);
            on.works(on.agent("frees-4", jwks(key.publicJwk())).with(key));
        }
    }

    private static List<Integer> together(int number, java.util.function.IntFunction<Integer> request) {
        List<CompletableFuture<Integer>> running = IntStream.range(0, number)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> request.apply(i)))
                .toList();
        return running.stream().map(CompletableFuture::join).toList();
    }

    @Nested
    @AllowServerErrors("Signature on JWT token failed validation")
    class Rotation {

        @Test
        void overlapsAndThenEndsByItself() {
            AgentKey old = AgentKey.generate();
            AgentKey fresh = AgentKey.generate();
            TestAgent agent = on.agent("rotates", jwks(old.publicJwk())).with(old);
            on.works(agent);
            JsonNode after = on.rotate(agent, Map.of("jwk", fresh.publicJwk(), "overlapSeconds", 4))
                    .expect(200)
                    .json();
            assertThat(after.at("/keys/0/kid").asText()).isEqualTo(old.key().getKeyID());
            assertThat(after.at("/keys/0/endsAt").isTextual()).isTrue();
            assertThat(after.at("/keys/1/kid").asText()).isEqualTo(fresh.key().getKeyID());
            assertThat(after.at("/keys/1/endsAt").isNull()).isTrue();
            assertThat(agent.with(fresh).clientCredentials().status()).isEqualTo(200);
            assertThat(agent.clientCredentials().status()).isEqualTo(200);

            await().until(() -> agent.clientCredentials().status() == 401);
            on.refused(agent);
            assertRefused(agent.with(nameless(old)).clientCredentials());
            on.works(agent.with(fresh));
            await().until(() -> on.kids(agent).equals(List.of(fresh.key().getKeyID())));
            on.refused(agent);
            on.refused(agent.with(nameless(old)));
            on.works(agent.with(fresh));
            assertThat(realm.audit("agent=" + agent.id()).findValuesAsText("type"))
                    .contains("agent.credential.rotated.v1", "agent.credential.removed.v1");
            on.agent("takes-the-old-one", jwks(old.publicJwk()));
        }

        @Test
        void aKeyIsTakenAwayAtOnceButNeverTheLast() {
            TestAgent agent = scene.agent("removes", spec -> spec);
            AgentKey fresh = named(AgentKey.generate(), "team/2026 key");
            on.rotate(agent, Map.of("jwk", fresh.publicJwk())).expect(200);
            on.works(agent);
            on.works(agent.with(fresh));
            String first = agent.key().key().getKeyID();
            assertThat(remove(agent, "unknown").status()).isEqualTo(404);
            remove(agent, first).expect(200);
            on.refused(agent);
            on.refused(agent.with(nameless(agent.key())));
            on.works(agent.with(fresh));
            invalid(remove(agent, "team%2F2026%20key"), "only key");
            on.works(agent.with(fresh));
        }

        @Test
        void whatWasReadAndSentBackKeepsAgesAndEnds() {
            TestAgent agent = scene.agent("keeps", spec -> spec);
            AgentKey fresh = AgentKey.generate();
            on.rotate(agent, Map.of("jwk", fresh.publicJwk(), "overlapSeconds", 600))
                    .expect(200);
            JsonNode before = on.credential(agent).path("keys");
            on.put(agent, record -> record.put("purpose", "another")).expect(200);
            assertThat(on.credential(agent).path("keys")).isEqualTo(before);
            on.put(
                            agent,
                            record -> record.set(
                                    "credential",
                                    jwks(named(agent.key(), "renamed").publicJwk(), fresh.publicJwk())))
                    .expect(200);
            JsonNode renamed = on.credential(agent).path("keys");
            assertThat(renamed.at("/0/kid").asText()).isEqualTo("renamed");
            assertThat(renamed.at("/0/endsAt")).isEqualTo(before.at("/0/endsAt"));
            assertThat(renamed.at("/0/since")).isEqualTo(before.at("/0/since"));
            on.works(agent.with(named(agent.key(), "renamed")));
            remove(agent, "renamed").expect(200);
            on.works(agent.with(fresh));
        }

        @Test
        void whatIsWrongIsSaidAndChangesNothing() {
            TestAgent agent = scene.agent("rotates-wrongly", spec -> spec);
            JsonNode before = on.credential(agent);
            JsonNode fresh = AgentKey.generate().publicJwk();
            invalid(on.rotate(agent, Map.of("jwk", fresh, "overlapSeconds", 30 * 24 * 3600 + 1)), "overlapSeconds");
            invalid(on.rotate(agent, Map.of("jwk", agent.key().publicJwk())), "twice");
            invalid(on.rotate(agent, Map.of()), "jwk");
            invalid(on.rotate(agent, Map.of("jwk", Json.parse(agent.key().key().toJSONString()))), "private key");
            assertThat(on.credential(agent)).isEqualTo(before);
            TestAgent byUrl = on.agent("rotates-url", jwksUrl("https://keys.example/rotates"));
            invalid(on.rotate(byUrl, Map.of("jwk", fresh)), "PUT");
        }

        @Test
        void isForThoseWhoManageAgents() {
            TestAgent agent = scene.agent("guarded", spec -> spec);
            AdminApi viewer = realm.adminUser("cred-viewer", "view-agents");
            AdminApi clients = realm.adminUser("cred-clients", "manage-clients");
            String path = agent.path("/credential");
            assertThat(viewer.get(path).status()).isEqualTo(200);
            for (AdminApi admin : List.of(viewer, clients)) {
                assertThat(admin.post(
                                        path + "/rotate",
                                        Map.of("jwk", AgentKey.generate().publicJwk()))
                                .status())
                        .isEqualTo(403);
                assertThat(admin.delete(path + "/keys/" + agent.key().key().getKeyID())
                                .status())
                        .isEqualTo(403);
            }
            assertThat(clients.get(path).status()).isEqualTo(403);
        }

        private Answer remove(TestAgent agent, String kid) {
            return realm.admin().delete(agent.path("/credential/keys/" + kid));
        }
    }

    @Nested
    class Debts {

        @Test
        void areNoCredential() {
            TestAgent agent =
                    on.development("owes", debt("person_login", Instant.now().plusSeconds(3600)));
            on.refused(agent);
            on.refused(withSecret(agent, ""));
            on.refused(withSecret(agent, "anything"));
            on.refused(agent.by(form -> form.and("client_id", "owes")));
            String secret = realm.admin()
                    .post("/clients/" + agent.id() + "/client-secret")
                    .json()
                    .path("value")
                    .asText("none");
            on.refused(withSecret(agent, secret));
            assertThat(on.findings(agent)).contains("shared_credential");
            invalid(on.rotate(agent, Map.of("jwk", agent.key().publicJwk())), "PUT");
            invalid(agent.patch(Map.of("environment", "production")), "development");
        }

        @Test
        void haveAnEndAndAreForDevelopment() {
            for (String type : List.of("person_login", "api_key")) {
                ObjectNode endless = Json.object().put("type", type);
                invalid(on.tryAgent("owes-endless", "development", endless), "expiresAt");
                invalid(
                        on.tryAgent(
                                "owes-prod",
                                "production",
                                debt(type, Instant.now().plusSeconds(3600))),
                        "development");
            }
        }

        @Test
        void areFollowedBySuspensionUntilTheAgentHasACredentialOfItsOwn() {
            TestAgent agent =
                    on.development("overdue", debt("api_key", Instant.now().plusSeconds(1)));
            await().until(() -> "suspended".equals(agent.record().path("status").asText()));
            assertThat(agent.record().at("/suspension/cause").asText()).isEqualTo("debt");
            assertThat(on.findings(agent)).contains("debt_overdue");
            conflict(agent.activate(), "credential of its own");
            AgentKey key = AgentKey.generate();
            on.put(agent, record -> record.set("credential", jwks(key.publicJwk())))
                    .expect(200);
            on.refused(agent.with(key));
            agent.activate().expect(200);
            on.works(agent.with(key));
            assertThat(on.findings(agent)).doesNotContain("debt_overdue", "shared_credential");
            agent.patch(Map.of("environment", "production")).expect(200);
        }

        private ObjectNode debt(String type, Instant end) {
            return Json.object().put("type", type).put("expiresAt", end.toString());
        }
    }

    @Nested
    class ChangedOutside {

        @Test
        void theClientsOwnSettingsRefuseIt() {
            TestAgent agent = scene.agent("settings-guarded", spec -> spec);
            String keys = "{\"keys\":[" + AgentKey.generate().publicJwk() + "]}";
            for (Map<String, String> attributes : List.of(
                    Map.of("jwks.string", keys),
                    Map.of("jwks.url", "https://thief.example/jwks", "use.jwks.url", "true"),
                    Map.of("jwt.credential.issuer", "ci", "jwt.credential.sub", "thief"),
                    Map.of("x509.subjectdn", "CN=thief"))) {
                ObjectNode client =
                        (ObjectNode) realm.admin().get("/clients/" + agent.id()).json();
                attributes.forEach(client.withObject("/attributes")::put);
                assertThat(realm.admin().put("/clients/" + agent.id(), client).status())
                        .as(attributes.toString())
                        .isEqualTo(400);
            }
            on.works(agent);
        }

        /** Keycloak's upload of keys asks no client policy, so it is stopped before it gets there. */
        @Test
        void aKeyIsNotSlippedInByUpload() {
            TestAgent agent = scene.agent("slipped-in", spec -> spec);
            AgentKey thief = AgentKey.generate();

            Answer answer = realm.admin()
                    .upload(
                            "/clients/" + agent.id() + "/certificates/jwt.credential/upload-certificate",
                            Map.of("keystoreFormat", "JSON Web Key Set"),
                            "{\"keys\":[" + thief.publicJwk() + "]}");

            conflict(answer, "managed by the agents API");
            on.refused(agent.with(thief));
            on.works(agent);
            assertThat(on.findings(agent)).doesNotContain("changed_outside");
        }
    }
}
