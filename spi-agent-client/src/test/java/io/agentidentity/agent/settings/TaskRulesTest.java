package io.agentidentity.agent.settings;

import static io.agentidentity.agent.Texts.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.agentidentity.agent.AgentJson;
import io.agentidentity.agent.Ceiling;
import io.agentidentity.agent.Risk;
import io.agentidentity.agent.Strictness;
import io.agentidentity.agent.settings.RiskSettings.Consequence;
import io.agentidentity.drift.Drift;
import io.agentidentity.drift.DriftSignal;
import io.agentidentity.rate.Rates;
import java.time.Instant;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TaskRulesTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void anAgentAndARealmThatSayNothingHaveTheDefaults() {
        assertThat(TaskRules.of(Ceiling.NONE, Strictness.NONE, Risk.LOW, Settings.DEFAULT))
                .isEqualTo(new TaskRules(
                        120,
                        900,
                        3,
                        1000,
                        Strictness.NONE,
                        "agent_task",
                        Consequence.NONE,
                        Rates.STANDARD,
                        Drift.STANDARD));
    }

    @Test
    void theRealmCutsWhatTheRecordHasMoreOf() {
        TaskRules rules = rules("{'tokenSeconds':300,'taskSeconds':28800,'chainDepth':8}", "{}");

        assertThat(rules)
                .isEqualTo(new TaskRules(
                        120,
                        900,
                        3,
                        1000,
                        Strictness.NONE,
                        "agent_task",
                        Consequence.NONE,
                        Rates.STANDARD,
                        Drift.STANDARD));
    }

    @Test
    void theRecordCutsWhatTheRealmHasMoreOf() {
        TaskRules rules = rules(
                "{'tokenSeconds':30,'taskSeconds':60,'chainDepth':1}",
                "{'tokenSeconds':300,'taskSeconds':28800,'chainDepth':8,'detailsType':'job'}");

        assertThat(rules)
                .isEqualTo(new TaskRules(
                        30, 60, 1, 1000, Strictness.NONE, "job", Consequence.NONE, Rates.STANDARD, Drift.STANDARD));
    }

    @Test
    void theNumberOfLiveTasksIsTheRecordsWhereItHasOne() {
        Settings realm = Settings.parse(json("{'maxLiveTasks':7}"));

        assertThat(TaskRules.of(Ceiling.NONE, Strictness.NONE, Risk.LOW, realm).liveTasks())
                .isEqualTo(7);
        for (int own : new int[] {3, 9}) {
            Ceiling ceiling = AgentJson.ceiling("{\"concurrentTasks\":" + own + "}");
            assertThat(TaskRules.of(ceiling, Strictness.NONE, Risk.LOW, realm).liveTasks())
                    .isEqualTo(own);
        }
    }

    @Test
    void howOftenItMayAskIsTheRecordsWhereItSaysThat() {
        Settings realm =
                Settings.parse(json("{'rates':{'tokensPerMinute':7,'perPrincipal':{'decisionsPerMinute':5}}}"));
        Ceiling own = AgentJson.ceiling("{\"rates\":{\"tokensPerMinute\":9}}");

        assertThat(TaskRules.of(own, Strictness.NONE, Risk.LOW, realm).rates().write())
                .isEqualTo(json("{'tokensPerMinute':9,'decisionsPerMinute':6000,"
                        + "'perPrincipal':{'tokensPerMinute':300,'decisionsPerMinute':5}}"));
        assertThat(Settings.parse(realm.write())).isEqualTo(realm);
    }

    @Test
    void whatFollowsFromDriftIsTheRecordsWhereItSaysThat() {
        Settings realm = Settings.parse(json("{'tasks':{'drift':{'outOfAuthority':7,'newKey':{'then':'revoke'}}}}"));
        Ceiling own = AgentJson.ceiling("{\"drift\":{\"outOfAuthority\":1,\"newKey\":{\"after\":1}}}");
        Drift drift = TaskRules.of(own, Strictness.NONE, Risk.LOW, realm).drift();

        assertThat(drift.after(DriftSignal.OUT_OF_AUTHORITY)).isEqualTo(1);
        assertThat(drift.after(DriftSignal.NEW_KEY)).isEqualTo(1);
        assertThat(drift.then(DriftSignal.NEW_KEY)).isEqualTo(Drift.Consequence.REVOKE);
    }

    @Test
    void whatTheRealmRequiresHoldsWhateverTheRecordSays() {
        Settings realm = Settings.parse(json("{'tasks':{'strictness':{'details':true}}}"));

        assertThat(TaskRules.of(Ceiling.NONE, Strictness.NONE, Risk.LOW, realm)
                        .strictness()
                        .details())
                .isTrue();
        assertThat(TaskRules.of(Ceiling.NONE, AgentJson.strictness("{\"scope\":true}"), Risk.LOW, realm)
                        .strictness())
                .isEqualTo(AgentJson.strictness("{\"scope\":true,\"details\":true}"));
    }

    @Property
    void aTokenOutlivesNeitherRecordNorRealmNorTask(
            @ForAll @IntRange(min = 1, max = 300) int record,
            @ForAll @IntRange(min = 1, max = 300) int realm,
            @ForAll @IntRange(min = -10, max = 28800) int left) {
        TaskRules rules = rules("{'tokenSeconds':" + record + "}", "{'tokenSeconds':" + realm + "}");
        Instant end = NOW.plusSeconds(left);

        assertThat(rules.tokenEnd(NOW, end)).isEqualTo(NOW.plusSeconds(Math.min(left, Math.min(record, realm))));
        assertThat(rules.actorTokenEnd(NOW)).isEqualTo(NOW.plusSeconds(Math.min(120, Math.min(record, realm))));
    }

    @Property
    void aTaskOutlivesNeitherRecordNorRealm(
            @ForAll @IntRange(min = 1, max = 28800) int record, @ForAll @IntRange(min = 1, max = 28800) int realm) {
        TaskRules rules = rules("{'taskSeconds':" + record + "}", "{'taskSeconds':" + realm + "}");

        assertThat(rules.taskEnd(NOW, Optional.empty())).isEqualTo(NOW.plusSeconds(Math.min(record, realm)));
        assertThat(rules.taskEnd(NOW, Optional.of(60)))
                .isEqualTo(NOW.plusSeconds(Math.min(60, Math.min(record, realm))));
    }

    private static TaskRules rules(String ceiling, String tasks) {
        return TaskRules.of(
                AgentJson.ceiling(json(ceiling).toString()),
                Strictness.NONE,
                Risk.LOW,
                Settings.parse(json("{'tasks':" + tasks + "}")));
    }
}
