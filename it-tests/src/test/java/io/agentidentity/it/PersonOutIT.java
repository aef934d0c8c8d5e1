package io.agentidentity.it;

import static io.agentidentity.it.AgentExchangeIT.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.directory.CachePolicy;
import io.agentidentity.it.directory.Directory;
import io.agentidentity.it.realm.Exchange;
import io.agentidentity.it.realm.Person;
import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What runs for a person who is out ends with the refusal that finds it out, and nothing of it is there when they are back. On a
 * server whose chore does not come in time; that it finds the same by itself is seen in {@code ClusterIT}.
 */
class PersonOutIT extends OnOwnDatabase {

    private static final String DETAILS = "[{\"type\":\"agent_task\"}]";

    private TestAgent helper;

    PersonOutIT() {
        super("out", "--spi-agent-chore--people--interval-seconds=36000");
    }

    @BeforeAll
    void makeHelper() {
        helper = helper(scene);
    }

    /** An agent of alice that works for everybody. */
    private static TestAgent helper(Scene scene) {
        return scene.agent("helper", scene::forEverybody);
    }

    @Test
    void whoeverIsDisabledWithoutAnEventFindsNothingAliveWhenTheyAreBack() {
        Person carol = realm.person("carol");
        TokenAnswer login = scene.portal.login(carol, Scene.READ);
        TokenAnswer introspected = task(login);
        TokenAnswer others = task(scene.login());

        setEnabledUnseen(carol, false);
        assertThat(scene.active(introspected)).isFalse();
        assertThat(state(introspected)).isEqualTo("revoked");
        assertThat(scene.active(others)).isTrue();
        long records = records(introspected);
        assertThat(records).isEqualTo(1);
        assertThat(scene.active(introspected)).isFalse();
        assertThat(records(introspected)).as("once").isEqualTo(records);

        setEnabledUnseen(carol, true);
        assertThat(scene.active(introspected)).isFalse();
        refused(helper.exchange(introspected.accessToken()).send(), "invalid_request");
        TokenAnswer next = task(scene.portal.login(carol, Scene.READ));
        assertThat(scene.active(next)).isTrue();
        scene.erp.introspect(next.accessToken()).expect(200);
    }

    @Test
    void aRefusedExchangeEndsTheTasksOfSomebodyDisabledToo() {
        Person dan = realm.person("dan");
        TokenAnswer login = scene.portal.login(dan, Scene.READ);
        TokenAnswer byTask = task(login);
        setEnabledUnseen(dan, false);
        refused(helper.exchange(byTask.accessToken()).send(), "invalid_request");
        assertThat(state(byTask)).isEqualTo("revoked");
        setEnabledUnseen(dan, true);

        TokenAnswer second = scene.portal.login(dan, Scene.READ);
        TokenAnswer byLogin = task(second);
        setEnabledUnseen(dan, false);
        refused(exchange(second).send(), "invalid_request");
        assertThat(state(byLogin)).isEqualTo("revoked");
    }

    /** An exchange that was under way when the person was disabled commits afterwards. */
    @Test
    void whatSlippedThroughWhileAPersonWasDisabledEndsWhenTheyAreEnabled() {
        Person erin = realm.person("erin");
        TokenAnswer token = task(scene.portal.login(erin, Scene.READ));
        realm.setEnabled(erin, false);
        assertThat(state(token)).isEqualTo("revoked");
        slipThrough(token);

        realm.setEnabled(erin, true);

        assertThat(state(token)).isEqualTo("revoked");
        assertThat(scene.active(token)).isFalse();
        TokenAnswer next = task(scene.portal.login(erin, Scene.READ));
        realm.admin()
                .put(
                        "/users/" + erin.id(),
                        realm.admin().get("/users/" + erin.id()).json())
                .expect(204);
        assertThat(scene.active(next))
                .as("a change of somebody who is there ends nothing")
                .isTrue();
    }

    @Test
    void whatSlippedThroughALogoutOfAllSessionsEndsWithItsRefusal() {
        Person fay = realm.person("fay");
        TokenAnswer token = task(scene.portal.login(fay, Scene.READ));
        realm.admin().post("/users/" + fay.id() + "/logout").expect(204);
        assertThat(state(token)).isEqualTo("revoked");
        slipThrough(token);
        database.update("update USER_ENTITY set NOT_BEFORE = NOT_BEFORE + 5 where ID = ?", fay.id());
        realm.admin().post("/clear-user-cache").expect(204);

        assertThat(scene.active(token)).isFalse();

        assertThat(state(token)).isEqualTo("revoked");
    }

    @Test
    void aDirectoryThatIsAwayEndsNothingOfWhatRunsForItsPeopleAndAPersonGoneFromItIsOut() {
        TestRealm there = Realms.on(own.server()).create("out-of-directory");
        Scene cast = new Scene(there);
        TestAgent agent = helper(cast);
        try (Directory directory = Directory.create()) {
            directory.federate(there, CachePolicy.NO_CACHE);
            Person lea = directory.person(there, "lea");
            TokenAnswer token = agent.exchange(
                            cast.portal.login(lea, Scene.READ).accessToken())
                    .audience("erp-api")
                    .token();
            directory.stop();
            assertThat(cast.erp
                            .introspect(token.accessToken())
                            .json()
                            .path("active")
                            .asBoolean())
                    .isFalse();
            agent.exchange(token.accessToken()).send();
            assertThat(state(there, token)).isEqualTo("active");
            directory.start();
            assertThat(cast.active(token)).isTrue();

            directory.remove(lea);
            assertThat(cast.active(token)).isFalse();
            assertThat(state(there, token)).isEqualTo("revoked");
        }
    }

    private Exchange exchange(TokenAnswer login) {
        return helper.exchange(login.accessToken()).audience("erp-api").authorizationDetails(DETAILS);
    }

    private TokenAnswer task(TokenAnswer login) {
        return exchange(login).token();
    }

    /** As a directory does it: no event tells. */
    private void setEnabledUnseen(Person person, boolean enabled) {
        assertThat(database.update("update USER_ENTITY set ENABLED = ? where ID = ?", enabled, person.id()))
                .isEqualTo(1);
        realm.admin().post("/clear-user-cache").expect(204);
    }

    /** Makes the row what it is when its exchange commits after the ending. */
    private void slipThrough(TokenAnswer token) {
        assertThat(database.update(
                        "update AGENT_TASK set STATE = 'ACTIVE', ENDED_BY = null, END_REASON = null where ID = ?",
                        Scene.taskId(token)))
                .isEqualTo(1);
    }

    private String state(TokenAnswer token) {
        return state(realm, token);
    }

    private static String state(TestRealm realm, TokenAnswer token) {
        JsonNode task = realm.admin()
                .get("/agents/tasks/" + Scene.taskId(token))
                .expect(200)
                .json();
        return task.path("state").asText();
    }

    private long records(TokenAnswer token) {
        return realm.audit("type=agent.task.ended.v1&task=" + Scene.taskId(token))
                .size();
    }
}
