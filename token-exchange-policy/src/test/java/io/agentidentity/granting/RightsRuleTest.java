package io.agentidentity.granting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentidentity.agent.AgentJson;
import io.agentidentity.agent.Ceiling;
import io.agentidentity.agent.Strictness;
import io.agentidentity.agent.settings.RiskSettings.Consequence;
import io.agentidentity.agent.settings.TaskRules;
import io.agentidentity.drift.Drift;
import io.agentidentity.rate.Rates;
import io.agentidentity.refusal.Reason;
import io.agentidentity.refusal.Refusal;
import io.agentidentity.task.Authority;
import io.agentidentity.task.Authority.Rights;
import io.agentidentity.task.KeyBinding;
import io.agentidentity.task.Task;
import io.agentidentity.task.TaskDetails;
import io.agentidentity.task.TaskId;
import io.agentidentity.task.TaskState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RightsRuleTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final String CEILING =
            "{'actions':['list','pay'],'taskSeconds':600,'chainDepth':2,'delegates':['ocr','mail'],'limits':{'maxTokens':9}}";

    @Test
    void aTaskThatAsksForNothingHasTheCeilingAndNobodyToHandOnTo() {
        assertThat(opened(Rights.UNNARROWED, CEILING))
                .isEqualTo(rights("'actions':['list','pay'],'limits':{'max_tokens':9}"));
    }

    @Test
    void aTaskMayAskForLess() {
        assertThat(opened(
                        rights("'actions':['pay'],'constraints':{'amount':{'max':500}},"
                                + "'limits':{'max_tokens':3,'max_duration':600,'max_depth':2},"
                                + "'delegation':{'allowed_delegates':['ocr']}"),
                        CEILING))
                .isEqualTo(rights("'actions':['pay'],'constraints':{'amount':{'max':500}},"
                        + "'limits':{'max_tokens':3,'max_duration':600,'max_depth':2},"
                        + "'delegation':{'max_depth':2,'allowed_delegates':['ocr']}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'actions':['delete']",
                "'limits':{'max_tokens':10}",
                "'limits':{'max_duration':601}",
                "'limits':{'max_depth':3}",
                "'delegation':{'allowed_delegates':['fax']}",
                "'delegation':{'allowed_delegates':['ocr'],'max_depth':3}"
            })
    void aTaskMayNotAskForMore(String asked) {
        assertNotASubset(() -> opened(rights(asked), CEILING));
    }

    @Test
    void anAgentWithoutDelegatesHandsOnToNobody() {
        assertNotASubset(() -> opened(rights("'delegation':{'allowed_delegates':['ocr']}"), "{}"));
    }

    @Test
    void oneMoreTokenHasTheRightsOfItsTask() {
        Task task = task("'actions':['pay'],'limits':{'max_tokens':5},'delegation':{'max_depth':2,"
                + "'allowed_delegates':['ocr']}");

        assertThat(ofTask(task, Rights.UNNARROWED)).isEqualTo(task.authority().rights());
        assertThat(ofTask(task, task.authority().rights()))
                .as("the answer sent back")
                .isEqualTo(task.authority().rights());
    }

    @Test
    void oneMoreTokenMayBeConstrainedFurther() {
        Task task = task("'actions':['pay'],'constraints':{'amount':{'max':500}},'limits':{'max_tokens':5}");

        assertThat(ofTask(task, rights("'constraints':{'amount':{'max':1}}")))
                .isEqualTo(rights("'actions':['pay'],'constraints':{'amount':{'max':1}},'limits':{'max_tokens':5}"));
        assertNotASubset(() -> ofTask(task, rights("'constraints':{'amount':{'max':501}}")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'limits':{'max_tokens':6}",
                "'limits':{'max_tokens':4}",
                "'limits':{'max_duration':60}",
                "'delegation':{'allowed_delegates':['mail']}",
                "'delegation':{'allowed_delegates':['mail','ocr'],'max_depth':1}",
                "'delegation':{'allowed_delegates':['fax']}"
            })
    void theLimitsAndTheDelegationOfATaskStay(String asked) {
        Task task = task("'actions':['pay'],'limits':{'max_tokens':5},'delegation':{'max_depth':2,"
                + "'allowed_delegates':['mail','ocr']}");

        assertNotASubset(() -> ofTask(task, rights(asked)));
    }

    @Test
    void aLimitThatTheCeilingGotSinceCountsForARunningTask() {
        Task task = task("'actions':['pay'],'limits':{'max_tokens':500}");

        assertThat(ofTask(task, Rights.UNNARROWED)).isEqualTo(rights("'actions':['pay'],'limits':{'max_tokens':9}"));
        assertNotASubset(() -> ofTask(task, rights("'limits':{'max_tokens':500}")));
    }

    @Test
    void anActionThatTheCeilingLostSinceIsRefused() {
        assertNotASubset(() -> ofTask(task("'actions':['delete']"), Rights.UNNARROWED));
    }

    private static void assertNotASubset(ThrowingCallable asking) {
        assertThatThrownBy(asking)
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.reason()).isEqualTo(Reason.DETAILS_NOT_A_SUBSET));
    }

    private static Rights rights(String members) {
        return TaskDetails.parse(("[{'type':'agent_task'," + members + "}]").replace('\'', '"'), TaskDetails.TYPE)
                .rights();
    }

    private static Task task(String members) {
        return new Task(
                TaskId.generate(),
                "r1",
                "c1",
                0,
                "u1",
                Task.Ground.RULE,
                List.of(),
                Optional.empty(),
                new Authority("erp", Set.of("a"), Set.of(), rights(members)),
                TaskState.ACTIVE,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "txn_1",
                Task.Login.NONE,
                "portal",
                Optional.of("4bf92f3577b34da6a3ce929d0e0e4736"),
                Optional.empty(),
                NOW,
                NOW.plusSeconds(600),
                Task.Issued.NOTHING,
                KeyBinding.NONE);
    }

    private static Rights opened(Rights asked, String ceiling) {
        return rule(ceiling).opened(asked);
    }

    private static Rights ofTask(Task task, Rights asked) {
        return RightsRule.ofTask(rule(CEILING).lowered(task.authority().rights()), asked);
    }

    private static RightsRule rule(String json) {
        Ceiling ceiling = AgentJson.ceiling(json.replace('\'', '"'));
        TaskRules rules = new TaskRules(
                ceiling.tokenSeconds(),
                ceiling.taskSeconds(),
                ceiling.chainDepth(),
                1000,
                Strictness.NONE,
                TaskDetails.TYPE,
                Consequence.NONE,
                Rates.STANDARD,
                Drift.STANDARD);
        return new RightsRule(new Bounds(ceiling, List.of(), null), rules);
    }
}
