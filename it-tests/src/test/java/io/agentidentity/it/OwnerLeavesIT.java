package io.agentidentity.it;

import static io.agentidentity.it.AgentExchangeIT.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.it.directory.CachePolicy;
import io.agentidentity.it.directory.Directory;
import io.agentidentity.it.junit.AllowServerErrors;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.mail.Mail;
import io.agentidentity.it.mail.MailServer;
import io.agentidentity.it.realm.AgentSpec;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.MyAgents;
import io.agentidentity.it.realm.Person;
import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import io.agentidentity.it.server.KeycloakServer;
import io.agentidentity.it.server.ServerLog;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of agents when the person who answers for them is disabled, deleted, put out, away or locked out. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("smoke")
class OwnerLeavesIT {

    private static final String INACTIVE = "{\"active\":false}";
    private static final String OWNERS = "/owners";

    private final TestRealm realm;
    private final Scene scene;
    private final MailServer mails = MailServer.start();

    OwnerLeavesIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
        mails.serve(realm);
        realm.group("owners");
        realm.group("stewards");
        realm.join(scene.alice, OWNERS);
        realm.join(scene.bob, OWNERS);
        realm.settings(Map.of("ownerGroup", OWNERS)).expect(200);
    }

    @AfterAll
    void stopMails() {
        mails.close();
    }

    /** How an owner leaves. */
    enum Leaving {
        DISABLED {
            @Override
            void leave(TestRealm realm, Person owner) {
                realm.setEnabled(owner, false);
            }
        },
        DELETED {
            @Override
            void leave(TestRealm realm, Person owner) {
                realm.admin().delete("/users/" + owner.id()).expect(204);
            }
        },
        PUT_OUT_OF_THE_GROUP {
            @Override
            void leave(TestRealm realm, Person owner) {
                realm.leave(owner, OWNERS);
            }
        };

        abstract void leave(TestRealm realm, Person owner);
    }

    @ParameterizedTest
    @EnumSource
    void ct10AnOwnerWhoLeavesStopsTheirAgentOnEveryPathAndItsSponsorsAreTold(Leaving leaving) {
        String tag = leaving.name().toLowerCase(Locale.ROOT);
        Person owner = owner("owner-" + tag);
        Person named = realm.person("named-" + tag);
        Person member = realm.person("member-" + tag);
        String group = realm.group("team-" + tag);
        realm.join(member, group);
        TestAgent agent = agentOf(
                owner,
                "agent-" + tag,
                spec -> spec.json(json -> {
                    ArrayNode sponsors = json.putArray("sponsors");
                    sponsors.addObject().put("type", "user").put("id", named.id());
                    sponsors.addObject().put("type", "group").put("id", realm.groupId(group));
                }));
        JsonNode before = agent.record();
        TokenAnswer token = task(agent);
        TokenAnswer actor = agent.actorToken();
        assertThat(scene.active(token)).isTrue();

        leaving.leave(realm, owner);

        dead(token);
        refused(exchange(agent), "invalid_client");
        refused(agent.clientCredentials(), "invalid_client");
        assertThat(realm.tasks(actor.accessToken()).get(Scene.taskId(token)).status())
                .isEqualTo(401);
        JsonNode after = agent.record();
        assertThat(after.path("status").asText()).isEqualTo("orphaned");
        for (String kept :
                List.of("name", "purpose", "environment", "delegation", "ceiling", "strictness", "sponsors")) {
            assertThat(after.path(kept)).as(kept).isEqualTo(before.path(kept));
        }
        assertThat(taskState(token)).as("for good, not only for now").isEqualTo("revoked");
        assertThat(after.path("orphanedSince").isNull()).isFalse();
        assertThat(realm.admin()
                        .get("/agents?status=orphaned&search=agent-" + tag)
                        .json())
                .hasSize(1);
        for (Person sponsor : List.of(named, member)) {
            Mail mail = mails.awaitTo(sponsor.username() + "@example.org");
            assertThat(mail.subject()).contains("agent-" + tag).contains("no owner");
            assertThat(mail.text()).contains("Hello " + sponsor.username(), "agent-" + tag, "take the agent over");
        }
        assertThat(realm.userinfo(scene.login().accessToken()).status())
                .as("the person it worked for is not touched")
                .isEqualTo(200);
    }

    @Test
    void anOwnerWhoIsBackHasTheirAgentBackButNothingThatItHad() {
        Person owner = owner("back");
        TestAgent agent = agentOf(owner, "agent-back", spec -> spec);
        TokenAnswer before = task(agent);
        TokenAnswer actor = agent.actorToken();
        realm.setEnabled(owner, false);
        realm.setEnabled(owner, true);

        assertThat(agent.record().path("status").asText()).isEqualTo("active");
        assertThat(agent.record().path("orphanedSince").isNull()).isTrue();
        dead(before);
        assertThat(realm.tasks(actor.accessToken()).get(Scene.taskId(before)).status())
                .isEqualTo(401);
        refused(named(agent, before), "invalid_grant");

        TokenAnswer between = task(agent);
        realm.setEnabled(owner, false);
        realm.setEnabled(owner, true);
        dead(between);
        assertThat(taskState(between))
                .as("out a second time, at once after the first")
                .isEqualTo("revoked");

        TokenAnswer third = task(agent);
        realm.leave(owner, OWNERS);
        realm.join(owner, OWNERS);
        dead(third);
        assertThat(agent.record().path("status").asText()).isEqualTo("active");
    }

    @Test
    void theGroupOfOwnersMayGetAnotherName() {
        TestRealm own = realm;
        String id = own.groupId(OWNERS);
        TestAgent agent = agentOf(owner("renamed"), "agent-renamed", spec -> spec);
        TokenAnswer token = task(agent);
        own.admin().put("/groups/" + id, Map.of("name", "holders")).expect(204);
        try {
            assertThat(own.admin()
                            .get("/agents/settings")
                            .json()
                            .path("ownerGroup")
                            .asText())
                    .isEqualTo("/holders");
            assertThat(scene.active(token)).isTrue();
        } finally {
            own.admin().put("/groups/" + id, Map.of("name", "owners")).expect(204);
        }
        assertThat(scene.active(token)).isTrue();
    }

    @Test
    void ownersOutsideOfTheGroupAreRefusedAndFoundByTheSweep(Realms realms) {
        TestRealm other = realms.create("sweep");
        Scene there = new Scene(other);
        TokenAnswer token = there.exchange().token();
        other.group("chosen");
        other.join(there.bob, "/chosen");
        // No event of Keycloak's says that alice may not own agents any more.
        other.settings(Map.of("ownerGroup", "/chosen")).expect(200);
        assertThat(there.erp.introspect(token.accessToken()).body()).isEqualTo(INACTIVE);
        refused(there.exchange().send(), "invalid_client");
        await().until(() -> "revoked"
                .equals(other.admin()
                        .get("/agents/tasks/" + Scene.taskId(token))
                        .json()
                        .path("state")
                        .asText()));
        other.settings(Map.of()).expect(200);
        assertThat(there.erp.introspect(token.accessToken()).body()).isEqualTo(INACTIVE);
        assertThat(there.exchange().send().status()).isEqualTo(200);
        await().until(() -> there.clerk.record().path("orphanedSince").isNull());
        assertThat(there.erp.introspect(token.accessToken()).body()).isEqualTo(INACTIVE);
    }

    @Test
    void aMailIsInTheLanguageOfItsReaderAndAnAgentsNameIsOnlyText() {
        realm.admin()
                .put("", Map.of("internationalizationEnabled", true, "supportedLocales", List.of("en", "de")))
                .expect(204);
        Person gerda = realm.person("gerda");
        ObjectNode user = (ObjectNode)
                realm.admin().get("/users/" + gerda.id()).expect(200).json();
        user.withObject("/attributes").putArray("locale").add("de");
        realm.admin().put("/users/" + gerda.id(), user).expect(204);
        Person owner = owner("named-oddly");
        String name = "<img src=x onerror=alert(1)> & {0} \u00c4";
        agentOf(owner, "agent-odd", spec -> spec.sponsors(gerda).json(json -> json.put("name", name)));
        Answer split = realm.tryAgent(
                realm.admin(),
                "agent-split",
                spec -> spec.owner(owner).json(json -> json.put("name", "x\r\nBcc: evil@example.org")));
        assertThat(split.status()).isEqualTo(400);

        realm.setEnabled(owner, false);

        Mail mail = mails.awaitTo("gerda@example.org");
        assertThat(mail.subject()).isEqualTo(name + " hat keinen Besitzer mehr (" + realm.name() + ")");
        assertThat(mail.to()).containsExactly("gerda@example.org");
        assertThat(mail.text()).startsWith("Guten Tag gerda,").contains(name, "steht still", "\u00fcbernehmen");
        assertThat(mail.html())
                .contains("&lt;img src=x onerror=alert(1)&gt; &amp; {0}")
                .doesNotContain("<img");
    }

    @Test
    void aNamedSponsorTakesOverWhatNobodyAnswersFor() {
        Person owner = owner("left-behind");
        Person member = realm.person("steward");
        realm.join(member, "/stewards");
        Person outsider = realm.person("outsider");
        TestAgent agent = agentOf(
                owner,
                "agent-left",
                spec -> spec.json(json -> json.putObject("delegation"))
                        .rule("consent")
                        .apps(scene.portal)
                        .json(json -> {
                            ArrayNode sponsors = json.putArray("sponsors");
                            sponsors.addObject().put("type", "user").put("id", scene.bob.id());
                            sponsors.addObject().put("type", "group").put("id", realm.groupId("/stewards"));
                        }));
        consent(agent);
        TokenAnswer token = task(agent);
        MyAgents bobs = scene.myAgents(scene.bob);
        MyAgents members = scene.myAgents(member);
        assertThat(bobs.takeOver(agent).status()).as("the owner is there").isEqualTo(409);
        assertThat(bobs.read(agent).json().path("mayTakeOver").asBoolean()).isFalse();
        assertThat(scene.active(token)).isTrue();

        realm.setEnabled(owner, false);
        assertThat(members.takeOver(agent).status()).as("through a group only").isEqualTo(403);
        assertThat(members.list().json().findValuesAsText("clientId")).contains("agent-left");
        assertThat(scene.myAgents(outsider).takeOver(agent).status()).isEqualTo(404);
        assertThat(bobs.read(agent).json().path("mayTakeOver").asBoolean()).isTrue();
        JsonNode taken = bobs.takeOver(agent).expect(200).json();
        assertThat(taken.at("/owner/username").asText()).isEqualTo("bob");
        assertThat(taken.path("status").asText()).isEqualTo("active");
        assertThat(taken.path("role").asText()).isEqualTo("owner");

        dead(token);
        refused(exchange(agent), "invalid_request");
        consent(agent);
        TokenAnswer anew = task(agent);
        assertThat(scene.active(anew)).isTrue();
        realm.setEnabled(owner, true);
        assertThat(scene.myAgents(owner).read(agent).status())
                .as("the old owner has lost it")
                .isEqualTo(404);
        dead(token);
        assertThat(scene.active(anew)).isTrue();
    }

    @Test
    void ofTwoSponsorsWhoTakeOverAtOnceOneWins() {
        Person owner = owner("raced-for");
        Person one = owner("racer-one");
        Person two = owner("racer-two");
        TestAgent agent = agentOf(owner, "agent-raced", spec -> spec.sponsors(one, two));
        realm.setEnabled(owner, false);
        Map<String, MyAgents> racers = Map.of(one.id(), scene.myAgents(one), two.id(), scene.myAgents(two));

        List<Map.Entry<String, Answer>> answers = racers.entrySet().stream()
                .parallel()
                .map(racer -> Map.entry(racer.getKey(), racer.getValue().takeOver(agent)))
                .toList();

        assertThat(answers.stream().map(answer -> answer.getValue().status())).containsExactlyInAnyOrder(200, 409);
        String winner = answers.stream()
                .filter(answer -> answer.getValue().status() == 200)
                .findFirst()
                .orElseThrow()
                .getKey();
        assertThat(agent.record().at("/owner/id").asText()).isEqualTo(winner);
    }

    @Test
    void aSponsorWhoIsGoneIsToldNothingAndTakesNothing() {
        Person owner = owner("sponsored");
        Person disabled = owner("disabled-sponsor");
        Person deleted = owner("deleted-sponsor");
        Person there = owner("present-sponsor");
        String group = realm.group("short-lived");
        TestAgent agent = agentOf(
                owner,
                "agent-sponsored",
                spec -> spec.sponsors(disabled, deleted, there)
                        .json(json -> json.withArray("/sponsors")
                                .addObject()
                                .put("type", "group")
                                .put("id", group)));
        MyAgents disabledOnes = scene.myAgents(disabled);
        MyAgents deletedOnes = scene.myAgents(deleted);
        assertThat(agent.record().path("sponsors")).hasSize(4);
        realm.setEnabled(disabled, false);
        realm.admin().delete("/users/" + deleted.id()).expect(204);
        realm.admin().delete("/groups/" + realm.groupId(group)).expect(204);
        assertThat(agent.record().path("sponsors").findValuesAsText("id")).containsExactly(disabled.id(), there.id());

        realm.setEnabled(owner, false);
        mails.awaitTo("present-sponsor@example.org");
        assertThat(mails.received().stream().flatMap(mail -> mail.to().stream()))
                .doesNotContain("disabled-sponsor@example.org", "deleted-sponsor@example.org");
        assertThat(disabledOnes.takeOver(agent).status()).isEqualTo(401);
        assertThat(deletedOnes.takeOver(agent).status()).isEqualTo(401);
        agent.patch(Json.object().set("sponsors", Json.array(List.of()))).expect(200);
        assertThat(agent.record().path("status").asText())
                .as("the record of an orphan can be changed")
                .isEqualTo("orphaned");
        assertThat(scene.myAgents(there).takeOver(agent).status()).isEqualTo(404);
    }

    @Test
    void aSponsorWhoMayNotOwnAgentsCannotTakeOver() {
        Person owner = owner("exclusive");
        Person outside = realm.person("outside-of-the-group");
        TestAgent agent = agentOf(owner, "agent-exclusive", spec -> spec.sponsors(outside));
        realm.setEnabled(owner, false);
        assertThat(scene.myAgents(outside).takeOver(agent).status()).isEqualTo(400);
        assertThat(agent.record().path("status").asText()).isEqualTo("orphaned");
    }

    @Test
    @AllowServerErrors("Uncaught server error: .* (LDAP server is unavailable|Failed to fetch results from the LDAP)")
    void aDirectoryThatIsAwayRefusesAndEndsNothingAndAPersonGoneFromItIsOut(KeycloakServer server, Realms realms) {
        TestRealm there = realms.create("directory");
        Scene cast = new Scene(there);
        try (Directory directory = Directory.create()) {
            directory.federate(there, CachePolicy.NO_CACHE);
            Person lea = directory.person(there, "lea");
            Person sponsor = there.person("local-sponsor");
            TestAgent agent = there.agent(
                    "leas-agent",
                    spec -> anybodys(there, spec.owner(lea).apps(cast.portal).sponsors(sponsor)));
            String login = cast.login().accessToken();
            MyAgents sponsored = cast.myAgents(sponsor);
            TokenAnswer token = agent.exchange(login).audience("erp-api").token();

            directory.stop();
            long mark = server.log().map(ServerLog::mark).orElse(0L);
            Answer away = agent.exchange(login).audience("erp-api").send();
            assertThat(away.status()).as(away.toString()).isEqualTo(503);
            assertThat(away.error()).isEqualTo("temporarily_unavailable");
            assertThat(agent.clientCredentials().status()).isEqualTo(503);
            assertThat(cast.erp.introspect(token.accessToken()).body()).isEqualTo(INACTIVE);
            assertThat(agent.record().path("statusReason").asText()).contains("directory");
            assertThat(agent.record().path("orphanedSince").isNull()).isTrue();
            assertThat(sponsored.list().status()).isEqualTo(200);
            Answer unknown = sponsored.takeOver(agent);
            assertThat(unknown.status())
                    .as("nobody can tell whether the owner is there: %s", unknown)
                    .isEqualTo(503);
            server.log()
                    .ifPresent(log -> await().until(() ->
                            log.since(mark).stream().anyMatch(line -> line.contains("nothing is changed"))));

            directory.start();
            await("the same token").until(() -> cast.active(token));
            assertThat(agent.exchange(login)
                            .audience("erp-api")
                            .authorizationDetails(
                                    "[{\"type\":\"agent_task\",\"task_id\":\"" + Scene.taskId(token) + "\"}]")
                            .send()
                            .status())
                    .as("the same task")
                    .isEqualTo(200);
            assertThat(there.audit("type=agent.owner.disabled.v1")).isEmpty();

            directory.remove(lea);
            await().until(() -> "revoked"
                    .equals(there.admin()
                            .get("/agents/tasks/" + Scene.taskId(token))
                            .json()
                            .path("state")
                            .asText()));
            assertThat(cast.erp.introspect(token.accessToken()).body()).isEqualTo(INACTIVE);
            refused(agent.exchange(login).audience("erp-api").send(), "invalid_client");
            assertThat(agent.record().path("status").asText()).isEqualTo("orphaned");
            assertThat(cast.myAgents(sponsor).takeOver(agent).status()).isEqualTo(200);
        }
    }

    @Test
    @AllowServerErrors("Uncaught server error: .* (LDAP server is unavailable|Failed to fetch results from the LDAP)")
    void aDirectoryThatWasAwayLeavesNoTraceInTheUserCache(Realms realms) {
        TestRealm there = realms.create("cached");
        Scene cast = new Scene(there);
        try (Directory directory = Directory.create()) {
            directory.federate(there, CachePolicy.DEFAULT);
            Person lea = directory.person(there, "lea");
            TestAgent agent = there.agent(
                    "leas-agent",
                    spec -> spec.owner(lea).apps(cast.portal).scopes(Scene.READ).targets("erp-api"));
            String login = cast.portal.login(lea, Scene.READ).accessToken();
            TokenAnswer token = agent.exchange(login).audience("erp-api").token();
            directory.stop();
            there.admin().post("/clear-user-cache").expect(204);
            // Whoever asks for the person now may leave the outage in the cache of an older Keycloak.
            there.admin().get("/users/" + lea.id());
            assertThat(cast.erp.introspect(token.accessToken()).body()).isEqualTo(INACTIVE);
            there.admin().get("/users/" + lea.id());
            directory.start();
            await().until(() -> cast.active(token));
            assertThat(agent.exchange(login).audience("erp-api").send().status())
                    .isEqualTo(200);
        }
    }

    @Test
    void anOwnerWhoIsLockedOutForAWhileFindsTheirTasksAlive(Realms realms) {
        TestRealm there = realms.create("guessed");
        Scene cast = new Scene(there);
        there.admin()
                .put(
                        "",
                        Map.of(
                                "bruteForceProtected",
                                true,
                                "failureFactor",
                                1,
                                "waitIncrementSeconds",
                                900,
                                "minimumQuickLoginWaitSeconds",
                                900))
                .expect(204);
        TestAgent agent = there.agent(
                "locked", spec -> anybodys(there, spec.owner(cast.bob).apps(cast.portal)));
        String login = cast.login().accessToken();
        TokenAnswer token = agent.exchange(login).audience("erp-api").token();
        Person guessed = new Person(cast.bob.id(), cast.bob.username(), "wrong");
        await().until(() -> {
            cast.portal.tryLogin(guessed);
            return "suspended".equals(agent.record().path("status").asText());
        });
        assertThat(cast.erp.introspect(token.accessToken()).body()).isEqualTo(INACTIVE);
        refused(agent.exchange(login).audience("erp-api").send(), "invalid_client");
        assertThat(agent.record().path("statusReason").asText()).contains("locked out");

        there.admin()
                .delete("/attack-detection/brute-force/users/" + cast.bob.id())
                .expect(204);
        await().until(() -> "active".equals(agent.record().path("status").asText()));
        assertThat(cast.active(token)).isTrue();
        assertThat(agent.record().path("orphanedSince").isNull()).isTrue();
        assertThat(there.audit("type=agent.owner.disabled.v1")).isEmpty();
    }

    private Person owner(String username) {
        Person person = realm.person(username);
        realm.join(person, OWNERS);
        return person;
    }

    /** An agent that may act for every person of the realm, so that its owner is somebody else than the one it acts for. */
    private TestAgent agentOf(Person owner, String clientId, UnaryOperator<AgentSpec> change) {
        return realm.agent(
                clientId,
                spec -> change.apply(
                        anybodys(realm, spec.owner(owner).apps(scene.portal).purpose("To be kept"))));
    }

    private static AgentSpec anybodys(TestRealm realm, AgentSpec spec) {
        return spec.scopes(Scene.READ)
                .targets("erp-api")
                .json(json -> json.withObject("/delegation")
                        .put("rule", "role")
                        .put("role", "default-roles-" + realm.name()));
    }

    private Answer exchange(TestAgent agent) {
        return agent.exchange(scene.login().accessToken()).audience("erp-api").send();
    }

    private TokenAnswer task(TestAgent agent) {
        return agent.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails("[{\"type\":\"agent_task\"}]")
                .token();
    }

    private Answer named(TestAgent agent, TokenAnswer token) {
        return agent.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails("[{\"type\":\"agent_task\",\"task_id\":\"" + Scene.taskId(token) + "\"}]")
                .send();
    }

    private String taskState(TokenAnswer token) {
        return realm.admin()
                .get("/agents/tasks/" + Scene.taskId(token))
                .expect(200)
                .json()
                .path("state")
                .asText();
    }

    /** Alice says in her account that the agent may act for her. */
    private void consent(TestAgent agent) {
        String token = scene.login().accessToken();
        JsonNode scopes = realm.admin().get("/client-scopes").expect(200).json();
        String id = Stream.iterate(0, i -> i < scopes.size(), i -> i + 1)
                .map(scopes::path)
                .filter(scope -> Scene.READ.equals(scope.path("name").asText()))
                .findFirst()
                .orElseThrow()
                .path("id")
                .asText();
        Answer answer = realm.call(
                "POST",
                "/account/applications/" + agent.clientId() + "/consent",
                Map.of("grantedScopes", List.of(Map.of("id", id, "name", Scene.READ))),
                token);
        assumeTrue(answer.status() != 404, "The account API takes no consents");
        assertThat(answer.status()).as(answer.toString()).isIn(200, 201);
    }

    private void dead(TokenAnswer token) {
        assertThat(scene.erp.introspect(token.accessToken()).body()).isEqualTo(INACTIVE);
    }
}
