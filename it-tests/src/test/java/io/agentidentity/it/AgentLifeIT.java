package io.agentidentity.it;

import static io.agentidentity.it.AgentExchangeIT.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.mail.Mail;
import io.agentidentity.it.mail.MailServer;
import io.agentidentity.it.realm.AdminApi;
import io.agentidentity.it.realm.AgentSpec;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.MyAgents;
import io.agentidentity.it.realm.Person;
import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The moves of an agent from status to status, by administrators, owners, dates and what is done to its client. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("smoke")
class AgentLifeIT {

    private static final String INACTIVE = "{\"active\":false}";

    private final TestRealm realm;
    private final Scene scene;
    private final MailServer mails = MailServer.start();

    AgentLifeIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
        mails.serve(realm);
    }

    @AfterAll
    void stopMails() {
        mails.close();
    }

    // Hand-over

    @Test
    void ct12ANewOwnerIsAskedByMailAndNothingIsIssuedBeforeTheySayYes() {
        Person nora = realm.person("nora");
        TestAgent agent = scene.agent("asked", spec -> spec);
        TokenAnswer token = task(agent);

        JsonNode answer = agent.transferTo(nora).expect(200).json();

        assertThat(answer.path("status").asText()).isEqualTo("orphaned");
        assertThat(answer.at("/owner/answer").asText()).isEqualTo("asked");
        tellsWhatEnded(answer, token);
        dead(token);
        refused(agent.clientCredentials(), "invalid_client");
        Mail mail = mails.awaitTo("nora@example.org");
        assertThat(mail.subject()).contains("asked").contains("waits for you");
        assertThat(mail.text()).contains("Hello nora", "You can also decline");
        assertThat(scene.myAgents(scene.alice).confirm(agent).status())
                .as("the old owner, to whom it is nobody's any more")
                .isEqualTo(404);
        assertThat(scene.myAgents(nora).review(agent).status())
                .as("who has not said yes has no say")
                .isEqualTo(409);

        assertThat(scene.myAgents(nora)
                        .confirm(agent)
                        .expect(200)
                        .json()
                        .path("status")
                        .asText())
                .isEqualTo("active");
        assertThat(agent.clientCredentials().status()).isEqualTo(200);
        dead(token);
        assertThat(scene.myAgents(nora).decline(agent).status())
                .as("taken on is taken on")
                .isEqualTo(409);
    }

    @Test
    void whoDeclinesLeavesTheAgentToItsSponsors() {
        Person nick = realm.person("nick");
        Person sven = realm.person("sven");
        TestAgent agent = scene.agent("declined", spec -> spec.sponsors(sven));
        agent.patch(Map.of("owner", "nick")).expect(200);
        assertThat(scene.myAgents(sven).takeOver(agent).status())
                .as("nick was asked and may still say yes")
                .isEqualTo(409);

        JsonNode declined = scene.myAgents(nick).decline(agent).expect(200).json();

        assertThat(declined.path("status").asText()).isEqualTo("orphaned");
        refused(agent.clientCredentials(), "invalid_client");
        Mail mail = mails.awaitTo("sven@example.org");
        assertThat(mail.text()).contains("declined", "take the agent over");
        assertThat(scene.myAgents(sven)
                        .takeOver(agent)
                        .expect(200)
                        .json()
                        .path("status")
                        .asText())
                .isEqualTo("active");
        assertThat(scene.myAgents(nick).confirm(agent).status()).as("too late").isEqualTo(404);
        assertThat(agent.record().at("/owner/username").asText()).isEqualTo("sven");
    }

    @Test
    void anAdministratorWhoMakesThemselvesOwnerNeedNotBeAsked() {
        AdminApi admin = realm.adminUser("self-serving", "manage-agents");
        TestAgent agent = scene.agent("self-served", spec -> spec);
        JsonNode answer = admin.post(agent.path("/transfer"), Map.of("owner", "self-serving"))
                .expect(200)
                .json();
        assertThat(answer.path("status").asText()).isEqualTo("active");
        assertThat(agent.clientCredentials().status()).isEqualTo(200);
        assertThat(admin.post(agent.path("/transfer"), Map.of("owner", "nobody"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aHandOverAndAYesAtTheSameTimeLeaveTheNewOwnerAsked() {
        TestAgent agent = scene.agent("yes-and-no", spec -> spec);
        Person one = realm.person("asked-one");
        Person two = realm.person("asked-two");
        agent.transferTo(one).expect(200);
        MyAgents ones = scene.myAgents(one);
        List<Answer> answers = IntStream.range(0, 2)
                .parallel()
                .mapToObj(i -> i == 0 ? ones.confirm(agent) : agent.transferTo(two))
                .toList();
        assertThat(answers.get(1).status()).isEqualTo(200);
        assertThat(answers.get(0).status()).isIn(200, 403, 404);
        assertThat(agent.record().at("/owner/username").asText()).isEqualTo("asked-two");
        assertThat(agent.record().at("/owner/answer").asText()).isEqualTo("asked");
        refused(agent.clientCredentials(), "invalid_client");
    }

    @Test
    void whoThinksAgainAndASponsorWhoTakesOverCannotBothHaveTheAgent() {
        Person undecided = realm.person("undecided");
        Person sponsor = realm.person("quick");
        TestAgent agent = scene.agent("wanted-twice", spec -> spec.sponsors(sponsor));
        agent.transferTo(undecided).expect(200);
        MyAgents one = scene.myAgents(undecided);
        MyAgents two = scene.myAgents(sponsor);
        one.decline(agent).expect(200);
        List<Answer> answers = IntStream.range(0, 2)
                .parallel()
                .mapToObj(i -> i == 0 ? one.confirm(agent) : two.takeOver(agent))
                .toList();
        assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(1);
        assertThat(agent.record().at("/owner/username").asText())
                .isEqualTo(answers.get(0).status() == 200 ? "undecided" : "quick");
        assertThat(agent.record().path("status").asText()).isEqualTo("active");
    }

    @Test
    void aRealmMayAskFirstOwnersInProduction(Realms realms) {
        TestRealm strict = realms.create("strict");
        Scene there = new Scene(strict);
        mails.serve(strict);
        strict.settings(Map.of("confirmOwner", "production")).expect(200);
        TestAgent production = there.agent("in-production", spec -> spec);
        TestAgent development = there.agent("in-development", spec -> spec.environment("development"));
        assertThat(there.clerk.clientCredentials().status())
                .as("who was there before")
                .isEqualTo(200);
        assertThat(development.clientCredentials().status()).isEqualTo(200);
        refused(production.clientCredentials(), "invalid_client");
        assertThat(mails.await(m -> m.text().contains("in-production")).to()).containsExactly("alice@example.org");
        there.myAgents(there.alice).confirm(production).expect(200);
        assertThat(production.clientCredentials().status()).isEqualTo(200);

        development.patch(Map.of("environment", "production")).expect(200);
        assertThat(development.record().path("status").asText())
                .as("no way around it")
                .isEqualTo("orphaned");
        refused(development.clientCredentials(), "invalid_client");
        mails.await(other -> other.text().contains("in-development"));
        there.myAgents(there.alice).confirm(development).expect(200);
        assertThat(development.clientCredentials().status()).isEqualTo(200);
    }

    // Risk

    @Test
    void ownerAndSponsorsAreToldOfASuspensionForRisk() {
        Person sponsor = realm.person("risk-sponsor");
        TestAgent agent = scene.agent("much-too-risky", spec -> spec.sponsors(sponsor));
        for (int i = 0; i < 2; i++) {
            realm.admin().post(agent.path("/risk"), Map.of("level", "critical")).expect(200);
        }
        mails.await(m -> m.text().contains("much-too-risky") && m.to().contains("alice@example.org"));
        Mail mail = mails.await(m -> m.to().contains("risk-sponsor@example.org"));
        assertThat(mail.subject()).contains("was suspended");
        assertThat(mail.text()).contains("too risky");
        assertThat(mails.received().stream().filter(m -> m.to().contains("risk-sponsor@example.org")))
                .hasSize(1);
    }

    // Dates

    @Test
    void reviewsAreRemindedOfAndTheAgentIsSuspendedUntilSomebodyDoesThem(Realms realms) {
        TestRealm reviewed = realms.create("reviews");
        Scene there = new Scene(reviewed);
        Person sponsor = reviewed.person("sponsor");
        mails.serve(reviewed);
        reviewed.settings(Map.of(
                        "developmentReviewSeconds", 4,
                        "productionReviewSeconds", 864_000,
                        "reminderSeconds", 3,
                        "graceSeconds", 2))
                .expect(200);
        TestAgent production = there.agent("reviewed-late", spec -> spec);
        TestAgent agent =
                there.agent("reviewed", spec -> spec.environment("development").sponsors(sponsor));
        TokenAnswer token = explicit(agent, there.login().accessToken()).token();
        assertThat(due(agent)).isBefore(due(production));

        assertThat(mails.await(m -> m.subject().contains("due soon")).to()).containsExactly("alice@example.org");
        mails.await(m -> m.subject().contains("overdue") && m.to().contains("sponsor@example.org"));
        mails.await(m -> m.subject().contains("overdue") && m.to().contains("alice@example.org"));
        await().until(() -> "suspended".equals(agent.record().path("status").asText()));
        assertThat(agent.record().at("/suspension/cause").asText()).isEqualTo("review");
        assertThat(there.erp.introspect(token.accessToken()).body()).isEqualTo(INACTIVE);
        refused(agent.clientCredentials(), "invalid_client");
        mails.await(m -> m.subject().contains("was suspended") && m.to().contains("sponsor@example.org"));
        await().until(() -> reviewed.admin().get(agent.path("/posture")).json().findValuesAsText("code").stream()
                .anyMatch(code -> code.contains("review")));
        assertThat(agent.activate().status()).as("only a review helps").isEqualTo(409);
        assertThat(there.myAgents(there.bob).review(agent).status()).isEqualTo(404);
        assertThat(there.myAgents(sponsor).review(agent).status()).isEqualTo(403);

        reviewed.settings(Map.of("developmentReviewSeconds", 864_000, "graceSeconds", 2))
                .expect(200);
        JsonNode after = there.myAgents(there.alice).review(agent).expect(200).json();
        assertThat(after.path("status").asText()).isEqualTo("active");
        assertThat(Instant.parse(after.at("/review/dueAt").asText())).isAfter(Instant.now());
        assertThat(agent.clientCredentials().status()).isEqualTo(200);
        assertThat(there.erp.introspect(token.accessToken()).body()).isEqualTo(INACTIVE);
        assertThat(mails.received().stream().filter(m -> m.subject().contains("due soon")))
                .as("once for each occasion and person")
                .hasSize(1);
        Instant owners = due(agent);
        agent.review().expect(200);
        assertThat(due(agent)).isAfterOrEqualTo(owners);
    }

    @Test
    void anOwnerIsRemindedThatAnAgentRunsOut() {
        TestAgent agent = scene.agent("running-out", spec -> spec);
        agent.patch(Map.of("expiresAt", Instant.now().plus(Duration.ofDays(3)).toString()))
                .expect(200);
        Mail mail = mails.await(m -> m.subject().contains("running-out"));
        assertThat(mail.to()).containsExactly("alice@example.org");
        assertThat(mail.subject()).contains("runs out soon");
        assertThat(agent.clientCredentials().status()).isEqualTo(200);
    }

    @Test
    void aSuspensionWithAnEndIsOverByItselfEvenWhereAnotherAgentHasNoOwner() {
        Person gone = realm.person("gone-meanwhile");
        TestAgent orphan = realm.agent("orphan", spec -> spec.owner(gone));
        TestAgent agent = scene.agent("for-a-while", spec -> spec);
        TokenAnswer token = task(agent);
        String soon =
                Instant.now().plusSeconds(3).truncatedTo(ChronoUnit.MILLIS).toString();
        assertThat(realm.admin()
                        .post(agent.path("/suspend"), Map.of("until", "2020-01-01T00:00:00Z"))
                        .status())
                .isEqualTo(400);
        realm.admin().post(orphan.path("/suspend"), Map.of("until", soon)).expect(200);
        realm.admin().delete("/users/" + gone.id()).expect(204);
        JsonNode suspended = realm.admin()
                .post(agent.path("/suspend"), Map.of("until", soon, "reason", "maintenance"))
                .expect(200)
                .json();
        assertThat(suspended.at("/suspension/until").asText()).isEqualTo(soon);
        assertThat(suspended.path("statusReason").asText()).isEqualTo("maintenance");
        tellsWhatEnded(suspended, token);

        await().until(() -> agent.record().path("suspension").isMissingNode());
        assertThat(agent.record().path("status").asText()).isEqualTo("active");
        assertThat(agent.clientCredentials().status()).isEqualTo(200);
        dead(token);
        await().until(() -> orphan.record().path("suspension").isMissingNode());
        assertThat(orphan.record().path("status").asText()).isEqualTo("orphaned");
    }

    // Suspension, kill, emergency stop, retirement

    @Test
    void anOwnerLiftsWhatAnOwnerBroughtAboutAndNothingElse() {
        TestAgent agent = scene.agent("paused", spec -> spec);
        MyAgents mine = scene.myAgents(scene.alice);
        TokenAnswer token = task(agent);
        assertThat(mine.suspend(agent).expect(200).json().path("status").asText())
                .isEqualTo("suspended");
        dead(token);
        assertThat(realm.admin()
                        .get("/agents/tasks/" + Scene.taskId(token))
                        .json()
                        .path("endedBy")
                        .asText())
                .isEqualTo("owner");
        assertThat(scene.myAgents(scene.bob).activate(agent).status()).isEqualTo(404);
        mine.activate(agent).expect(200);
        assertThat(agent.clientCredentials().status()).isEqualTo(200);

        agent.suspend("incident").expect(200);
        assertThat(mine.activate(agent).status()).isEqualTo(409);
        assertThat(mine.suspend(agent)
                        .expect(200)
                        .json()
                        .at("/suspension/cause")
                        .asText())
                .as("an owner's word in between changes nothing")
                .isEqualTo("admin");
        assertThat(mine.activate(agent).status()).isEqualTo(409);
        assertThat(mine.review(agent).expect(200).json().path("status").asText())
                .isEqualTo("suspended");
        refused(agent.clientCredentials(), "invalid_client");
        agent.activate().expect(200);
        assertThat(agent.clientCredentials().status()).isEqualTo(200);
    }

    @Test
    void ct29AKilledAgentIsSuspendedWhateverElseHolds() {
        TestAgent agent = scene.agent("killed", spec -> spec);
        TokenAnswer token = task(agent);
        TokenAnswer actor = agent.actorToken();
        JsonNode killed = agent.kill().expect(200).json();
        tellsWhatEnded(killed, token);
        dead(token);
        refused(agent.clientCredentials(), "invalid_client");
        agent.kill().expect(200);
        agent.activate().expect(200);
        dead(token);
        assertThat(realm.tasks(actor.accessToken()).get(Scene.taskId(token)).status())
                .isEqualTo(401);

        String later = Instant.now().plusSeconds(2).toString();
        realm.admin().post(agent.path("/suspend"), Map.of("until", later)).expect(200);
        agent.kill().expect(200);
        TestAgent other = scene.agent("suspended-for-as-long", spec -> spec);
        realm.admin().post(other.path("/suspend"), Map.of("until", later)).expect(200);
        await().until(() -> "active".equals(other.record().path("status").asText()));
        assertThat(agent.record().path("status").asText())
                .as("a kill outlasts the suspension that it found")
                .isEqualTo("suspended");
    }

    @Test
    void allAgentsOfAnOwnerAreKilledEvenWhenTheOwnerIsGone() {
        Person owner = realm.person("rogue");
        List<TestAgent> agents = IntStream.range(0, 3)
                .mapToObj(i -> realm.agent(
                        "rogue-" + i, spec -> anybodys(spec.owner(owner).apps(scene.portal))))
                .toList();
        List<TokenAnswer> tokens = agents.stream().map(this::task).toList();
        agents.get(2).retire().expect(200);
        assertThat(realm.admin().post("/agents/kill").status()).isEqualTo(400);
        JsonNode killed = realm.admin()
                .post("/agents/kill?owner=rogue", Map.of("reason", "incident"))
                .expect(200)
                .json();
        assertThat(killed.path("agents").findValuesAsText("clientId")).containsExactly("rogue-0", "rogue-1");
        assertThat(killed.path("tasksEnded").asInt()).isEqualTo(2);
        assertThat(killed.path("tokensEnded").asInt()).isEqualTo(2);
        tokens.forEach(this::dead);
        assertThat(agents.get(0).record().path("status").asText()).isEqualTo("suspended");
        realm.admin().delete("/users/" + owner.id()).expect(204);
        assertThat(realm.admin()
                        .post("/agents/kill?owner=" + owner.id())
                        .expect(200)
                        .json()
                        .path("agents"))
                .hasSize(2);
        assertThat(scene.clerk.record().path("status").asText()).isEqualTo("active");
    }

    @Test
    void anEmergencyStopStopsEveryAgentAtOnceAndItsReleaseRevivesNothing(Realms realms) {
        TestRealm stopped = realms.create("stopped");
        Scene there = new Scene(stopped);
        TestAgent second = there.agent("second", spec -> spec);
        TokenAnswer login = there.login();
        TokenAnswer token = explicit(there.clerk, there.login().accessToken()).token();
        TokenAnswer other = explicit(second, there.login().accessToken()).token();
        TokenAnswer actor = there.clerk.actorToken();
        AdminApi manager = stopped.adminUser("manager", "manage-agents");
        AdminApi viewer = stopped.adminUser("viewer", "view-agents");
        AdminApi realmAdmin = stopped.adminUser("realm-admin", "realm-admin");
        assertThat(viewer.get("/agents/emergency-stop").json().path("stopped").asBoolean())
                .isFalse();
        assertThat(viewer.post("/agents/emergency-stop").status()).isEqualTo(403);

        JsonNode answer = manager.post("/agents/emergency-stop", Map.of("reason", "worm"))
                .expect(200)
                .json();

        assertThat(answer.path("stopped").asBoolean()).isTrue();
        assertThat(answer.path("reason").asText()).isEqualTo("worm");
        assertThat(answer.path("tasksEnded").asInt()).isEqualTo(2);
        assertThat(answer.path("tokensEnded").asInt()).isEqualTo(2);
        assertThat(Instant.parse(answer.path("lastTokenExpiresAt").asText()).getEpochSecond())
                .isEqualTo(Math.max(
                        token.claims().path("exp").asLong(),
                        other.claims().path("exp").asLong()));
        for (TestAgent agent : List.of(there.clerk, second)) {
            refused(agent.clientCredentials(), "invalid_client");
            refused(agent.exchange(login.accessToken()).audience("erp-api").send(), "invalid_client");
        }
        assertThat(there.active(token)).isFalse();
        assertThat(stopped.tasks(actor.accessToken()).get(Scene.taskId(token)).status())
                .isEqualTo(401);
        assertThat(stopped.userinfo(login.accessToken()).status()).isEqualTo(200);
        JsonNode again = manager.post("/agents/emergency-stop").expect(200).json();
        assertThat(again.path("tasksEnded").asInt()).isZero();
        assertThat(again.path("reason").asText()).as("who pulled it first").isEqualTo("worm");
        assertThat(manager.delete("/agents/emergency-stop").status()).isEqualTo(403);
        assertThat(there.clerk.activate().status()).isEqualTo(200);
        refused(there.clerk.clientCredentials(), "invalid_client");

        assertThat(realmAdmin
                        .delete("/agents/emergency-stop")
                        .expect(200)
                        .json()
                        .path("stopped")
                        .asBoolean())
                .isFalse();
        assertThat(there.active(token)).isFalse();
        assertThat(stopped.tasks(actor.accessToken()).get(Scene.taskId(token)).status())
                .isEqualTo(401);
        assertThat(second.clientCredentials().status()).isEqualTo(200);
        assertThat(second.exchange(there.login().accessToken())
                        .audience("erp-api")
                        .send()
                        .status())
                .isEqualTo(200);
    }

    @Test
    void ct21RetirementIsFinalAndLeavesOnlyTheRecord() {
        TestAgent agent = scene.agent("retired", spec -> spec);
        TokenAnswer token = task(agent);
        agent.importRole("offline_access");
        String account = agent.serviceAccountId();

        JsonNode retired = agent.retire().expect(200).json();

        tellsWhatEnded(retired, token);
        assertThat(retired.path("status").asText()).isEqualTo("retired");
        assertThat(retired.has("credential")).isFalse();
        dead(token);
        assertThat(agent.clientCredentials().status()).isIn(400, 401);
        JsonNode client =
                realm.admin().get("/clients/" + agent.id()).expect(200).json();
        assertThat(client.path("enabled").asBoolean()).isFalse();
        assertThat(client.at("/attributes/jwks.string").asText()).isEmpty();
        assertThat(client.path("optionalClientScopes")).isEmpty();
        assertThat(realm.admin().get("/users/" + account + "/role-mappings").json())
                .isEmpty();
        assertThat(agent.activate().status()).isEqualTo(409);
        assertThat(agent.suspend("x").status()).isEqualTo(409);
        assertThat(agent.kill().status()).isEqualTo(409);
        assertThat(agent.review().status()).isEqualTo(409);
        assertThat(agent.transferTo(scene.bob).status()).isEqualTo(409);
        assertThat(agent.patch(Map.of("name", "x")).status()).isEqualTo(409);
        assertThat(scene.myAgents(scene.alice).suspend(agent).status()).isEqualTo(409);
        assertThat(scene.myAgents(scene.alice).list().json().findValuesAsText("clientId"))
                .doesNotContain("retired");
        assertThat(realm.tryAgent(realm.admin(), "retired", spec -> spec.owner(scene.alice))
                        .status())
                .as("the client id stays taken")
                .isEqualTo(409);
        agent.setEnabled(true);
        assertThat(agent.clientCredentials().status()).isIn(400, 401);
        assertThat(agent.record().path("status").asText()).isEqualTo("retired");
        assertThat(agent.retire().expect(200).json().path("tasksEnded").asInt()).isZero();
        realm.admin().post("/agents", keyOf(agent, "heir")).expect(201);
    }

    @Test
    void ac40ATaskEndsWithThePersonsLogoutOnlyWhereTheRecordSaysSo() {
        TestAgent strict = scene.agent("ends-with-login", spec -> spec.strict("endOnLogout"));
        TestAgent lax = scene.agent("goes-on", spec -> spec);
        TokenAnswer login = scene.login();
        TokenAnswer ending =
                strict.exchange(login.accessToken()).audience("erp-api").token();
        TokenAnswer going =
                lax.exchange(login.accessToken()).audience("erp-api").token();
        realm.admin().delete("/sessions/" + login.claims().path("sid").asText()).expect(204);
        dead(ending);
        assertThat(scene.active(going)).isTrue();
        refused(lax.exchange(login.accessToken()).audience("erp-api").send(), "invalid_request");
        refused(named(strict, ending), "invalid_grant");
        assertThat(named(lax, going).status()).isEqualTo(200);
    }

    /** OpenID Connect RP-Initiated Logout 1.0, as the app sends the person's browser to it. */
    @Test
    void ac40ALogoutAtTheAppEndsATaskOnlyWhereTheRecordSaysSo() {
        TestAgent strict = scene.agent("ends-with-app", spec -> spec.strict("endOnLogout"));
        TestAgent lax = scene.agent("goes-on-without-app", spec -> spec);
        TokenAnswer login = scene.login();
        TokenAnswer ending =
                strict.exchange(login.accessToken()).audience("erp-api").token();
        TokenAnswer going =
                lax.exchange(login.accessToken()).audience("erp-api").token();

        Answer logout = realm.call(
                "GET",
                "/protocol/openid-connect/logout?id_token_hint="
                        + login.json().path("id_token").asText()
                        + "&post_logout_redirect_uri=http%3A%2F%2F127.0.0.1%2F",
                "",
                "");

        assertThat(logout.status()).as(logout.toString()).isIn(200, 302);
        assertThat(scene.portal.refresh(login.refreshToken()).error())
                .as("the session is gone")
                .isEqualTo("invalid_grant");
        dead(ending);
        refused(strict.exchange(ending.accessToken()).send(), "invalid_request");
        refused(strict.exchange(login.accessToken()).audience("erp-api").send(), "invalid_request");
        assertThat(scene.active(going)).isTrue();
        assertThat(scene.active(lax.exchange(going.accessToken()).token())).isTrue();
        refused(lax.exchange(login.accessToken()).audience("erp-api").send(), "invalid_request");
    }

    @Test
    void neverMoreTasksAreLiveThanTheCeilingAllowsHoweverManyAskAtOnce() throws Exception {
        TestAgent agent = scene.agent(
                "bounded", spec -> spec.json(json -> json.withObject("/ceiling").put("concurrentTasks", 3)));
        String login = scene.login().accessToken();
        ForkJoinPool pool = new ForkJoinPool(8);
        List<Answer> answers;
        try {
            answers = pool.submit(() -> IntStream.range(0, 24)
                            .parallel()
                            .mapToObj(i -> explicit(agent, login))
                            .toList())
                    .get();
        } finally {
            pool.shutdown();
        }
        List<Answer> good =
                answers.stream().filter(answer -> answer.status() == 200).toList();
        assertThat(good).hasSize(3);
        assertThat(answers.stream().filter(answer -> answer.status() != 200))
                .allMatch(answer -> answer.errorDescription().startsWith("too_many_tasks"), "too_many_tasks");
        assertThat(realm.admin().get(agent.path("/tasks?state=active")).json()).hasSize(3);

        realm.tasks(agent.actorToken().accessToken())
                .complete(Scene.taskId(good.get(0).token()))
                .expect(200);
        assertThat(explicit(agent, login).status()).isEqualTo(200);
        assertThat(explicit(agent, login).status()).isNotEqualTo(200);
    }

    // The client behind the agent

    @Test
    void ct11ac32DisablingTheClientEndsWhatItHadAndEnablingItRevivesNothing() {
        TestAgent agent = scene.agent("switched-off", spec -> spec);
        TokenAnswer token = task(agent);
        TokenAnswer actor = agent.actorToken();
        agent.setEnabled(false);
        dead(token);
        assertThat(realm.admin()
                        .get("/agents/tasks/" + Scene.taskId(token))
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("revoked");
        agent.setEnabled(true);
        dead(token);
        assertThat(realm.tasks(actor.accessToken()).get(Scene.taskId(token)).status())
                .isEqualTo(401);
        refused(named(agent, token), "invalid_grant");
        assertThat(scene.active(task(agent))).isTrue();
    }

    @Test
    void aRenamedClientTakesItsRecordAlong() {
        TestAgent agent = scene.agent("old-name", spec -> spec);
        TokenAnswer token = task(agent);
        agent.update(Map.of("clientId", "new-name")).expect(204);
        assertThat(agent.record().path("clientId").asText()).isEqualTo("new-name");
        assertThat(realm.admin().get("/agents?search=new-name").json()).hasSize(1);
        dead(token);
        agent.patch(Map.of("description", "after the change")).expect(200);
        assertThat(realm.tryAgent(realm.admin(), "new-name", spec -> spec.owner(scene.alice))
                        .status())
                .isEqualTo(409);
        TestAgent successor = scene.agent("old-name", spec -> spec);
        assertThat(scene.active(task(successor))).isTrue();
        dead(token);
    }

    @Test
    void aDeletedClientLeavesNothingAndFreesItsKeys() {
        TestAgent agent = scene.agent("deleted", spec -> spec.sponsors(scene.bob));
        TokenAnswer token = task(agent);
        assertThat(realm.admin().post("/agents", keyOf(agent, "key-thief")).status())
                .as("one key, one agent")
                .isEqualTo(409);
        JsonNode same = keyOf(agent, "key-heir");
        realm.admin().delete("/clients/" + agent.id()).expect(204);
        dead(token);
        assertThat(realm.admin().get(agent.path("")).status()).isEqualTo(404);
        assertThat(realm.admin().get("/agents?search=deleted").json()).isEmpty();
        assertThat(scene.myAgents(scene.bob).read(agent).status()).isEqualTo(404);
        realm.admin().post("/agents", same).expect(201);
        assertThat(realm.audit("agent=deleted&type=agent.deleted.v1")).hasSize(1);
        assertThat(realm.audit("task=" + Scene.taskId(token))).isNotEmpty();
    }

    @Test
    void aClientThatIsImportedOverAnAgentsIsNoAgentAndRevivesNothing() {
        TestAgent agent = scene.agent("overwritten", spec -> spec);
        TokenAnswer token = task(agent);
        TokenAnswer actor = agent.actorToken();
        JsonNode same = keyOf(agent, "overwritten-heir");
        ObjectNode client = (ObjectNode)
                realm.admin().get("/clients/" + agent.id()).expect(200).json();
        ObjectNode document = Json.object().put("ifResourceExists", "OVERWRITE");
        document.putArray("clients").add(client);
        realm.admin().post("/partialImport", document).expect(200);
        dead(token);
        assertThat(realm.admin().get("/agents?search=overwritten").json()).isEmpty();
        assertThat(realm.tasks(actor.accessToken()).get(Scene.taskId(token)).status())
                .isEqualTo(401);
        assertThat(explicit(agent, scene.login().accessToken()).status())
                .as("its exchange is not ours any more")
                .isNotEqualTo(200);
        ObjectNode adopted = (ObjectNode) same.deepCopy();
        adopted.put("clientId", "overwritten");
        realm.admin().post("/agents/adopt", adopted).expect(200);
        dead(token);
        assertThat(realm.tasks(actor.accessToken()).get(Scene.taskId(token)).status())
                .as("the same client is an agent again, and another one")
                .isEqualTo(401);
    }

    @Test
    void aDeletedRealmLeavesNothingToOneOfTheSameId(Realms realms) {
        String id = UUID.randomUUID().toString();
        String name = "short-" + id.substring(0, 8);
        TestRealm first = realms.createNamed(name);
        Scene there = new Scene(first);
        String realmId = first.admin().get("").json().path("id").asText();
        JsonNode same = keyOf(there.clerk, "ap-clerk");
        TokenAnswer token = there.exchange().token();
        first.admin().post("/agents/emergency-stop").expect(200);
        first.admin().delete("").expect(204);

        ObjectNode again = Json.object().put("id", realmId).put("realm", name).put("enabled", true);
        realms.server().post("/realms", again).expect(201);
        TestRealm second = realms.existing(name);
        second.admin().renew();
        assertThat(second.admin().get("/agents").expect(200).json()).isEmpty();
        assertThat(second.audit("")).isEmpty();
        assertThat(second.admin().get("/agents/tasks").json()).isEmpty();
        assertThat(second.admin().get("/agents/resources").json()).isEmpty();
        assertThat(second.admin()
                        .get("/agents/emergency-stop")
                        .json()
                        .path("stopped")
                        .asBoolean())
                .isFalse();
        Scene anew = new Scene(second);
        assertThat(anew.erp.introspect(token.accessToken()).body()).isEqualTo(INACTIVE);
        ObjectNode heir = (ObjectNode) same.deepCopy();
        heir.put("clientId", "heir").put("owner", "alice");
        second.admin().post("/agents", heir).expect(201);
    }

    @Test
    void aRealmThatIsDeletedWhileItsRecordsAreSealedLeavesNone(Realms realms) {
        for (int i = 0; i < 8; i++) {
            String id = UUID.randomUUID().toString();
            ObjectNode realm =
                    Json.object().put("id", id).put("realm", "brief-" + id).put("enabled", true);
            realms.server().post("/realms", realm).expect(201);
            TestRealm first = realms.existing("brief-" + id);
            first.admin().renew();
            first.admin().post("/agents/emergency-stop").expect(200);
            first.admin().delete("").expect(204);
            realms.server().post("/realms", realm).expect(201);
            TestRealm second = realms.existing("brief-" + id);
            second.admin().renew();
            assertThat(second.audit("")).isEmpty();
            second.admin().delete("").expect(204);
        }
    }

    /** What makes an agent with the key of another. */
    private static JsonNode keyOf(TestAgent agent, String clientId) {
        ObjectNode body = Json.object().put("clientId", clientId).put("owner", "alice");
        ObjectNode credential = body.putObject("credential").put("type", "private_key_jwt");
        credential.putObject("jwks").putArray("keys").add(agent.key().publicJwk());
        return body;
    }

    private AgentSpec anybodys(AgentSpec spec) {
        return spec.scopes(Scene.READ)
                .targets("erp-api")
                .json(json -> json.withObject("/delegation")
                        .put("rule", "role")
                        .put("role", "default-roles-" + realm.name()));
    }

    private TokenAnswer task(TestAgent agent) {
        return explicit(agent, scene.login().accessToken()).token();
    }

    private static Answer explicit(TestAgent agent, String login) {
        return agent.exchange(login)
                .audience("erp-api")
                .authorizationDetails("[{\"type\":\"agent_task\"}]")
                .send();
    }

    private Answer named(TestAgent agent, TokenAnswer token) {
        return agent.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails("[{\"type\":\"agent_task\",\"task_id\":\"" + Scene.taskId(token) + "\"}]")
                .send();
    }

    private static Instant due(TestAgent agent) {
        return Instant.parse(agent.record().at("/review/dueAt").asText());
    }

    private static void tellsWhatEnded(JsonNode answer, TokenAnswer token) {
        assertThat(answer.path("tasksEnded").asInt()).isEqualTo(1);
        assertThat(answer.path("tokensEnded").asInt()).isEqualTo(1);
        assertThat(Instant.parse(answer.path("lastTokenExpiresAt").asText()).getEpochSecond())
                .isEqualTo(token.claims().path("exp").asLong());
    }

    private void dead(TokenAnswer token) {
        assertThat(scene.erp.introspect(token.accessToken()).body()).isEqualTo(INACTIVE);
    }
}
