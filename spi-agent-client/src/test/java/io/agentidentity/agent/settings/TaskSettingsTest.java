package io.agentidentity.agent.settings;

import static io.agentidentity.agent.Texts.assertRefused;
import static io.agentidentity.agent.Texts.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.agentidentity.agent.Strictness;
import io.agentidentity.drift.Drift;
import io.agentidentity.drift.Drift.Consequence;
import io.agentidentity.drift.DriftSignal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskSettingsTest {

    @Test
    void aRealmThatSaysNothingHasTheDefaults() {
        assertThat(Settings.DEFAULT.tasks())
                .isEqualTo(new TaskSettings(
                        120,
                        900,
                        3,
                        Strictness.NONE,
                        "agent_task",
                        Duration.ofDays(90),
                        Duration.ofDays(1),
                        Drift.STANDARD))
                .isEqualTo(TaskSettings.DEFAULT);
        assertThat(parse("{}")).isEqualTo(TaskSettings.DEFAULT);
        assertThat(parse("null")).isEqualTo(TaskSettings.DEFAULT);
    }

    @Test
    void whatIsWrittenReadsBack() {
        Settings settings = Settings.parse(json("{'maxLiveTasks':7,'tasks':{'tokenSeconds':300,'taskSeconds':28800,"
                + "'chainDepth':8,'strictness':{'scope':true,'endOnLogout':true},'detailsType':'urn:acme:task',"
                + "'retentionSeconds':86400,'tokenRetentionSeconds':43200,"
                + "'drift':{'outOfAuthority':5,'then':'revoke'}}}"));

        assertThat(Settings.parse(settings.write())).isEqualTo(settings);
        assertThat(settings.tasks().chainDepth()).isEqualTo(8);
        assertThat(settings.tasks().strictness().scope()).isTrue();
        assertThat(settings.tasks().detailsType()).isEqualTo("urn:acme:task");
        assertThat(settings.tasks().drift().after(DriftSignal.OUT_OF_AUTHORITY)).isEqualTo(5);
        assertThat(settings.tasks().drift().then(DriftSignal.OUT_OF_AUTHORITY)).isEqualTo(Consequence.REVOKE);
        assertThat(settings.tasks().drift().after(DriftSignal.NEW_KEY)).isEqualTo(3);
        assertThat(settings.movedTo("/a", "/b")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "true                            | tasks must be an object",
                "{'tokenSeconds':0}              | tasks.tokenSeconds must be a whole number of seconds from 1 to 300",
                "{'tokenSeconds':301}            | tasks.tokenSeconds must be a whole number of seconds from 1 to 300",
                "{'taskSeconds':28801}           | tasks.taskSeconds must be a whole number of seconds from 1 to 28800",
                "{'chainDepth':9}                | tasks.chainDepth must be a whole number from 1 to 8",
                "{'chainDepth':'3'}              | tasks.chainDepth must be a whole number from 1 to 8",
                "{'strictness':{'scopes':true}}  | unknown member 'scopes' in tasks.strictness",
                "{'strictness':{'scope':1}}      | tasks.strictness.scope must be true or false",
                "{'detailsType':7}               | tasks.detailsType must be a string",
                "{'retentionSeconds':86399}      | tasks.retentionSeconds must be at least 86400",
                "{'tokenRetentionSeconds':43199} | tasks.tokenRetentionSeconds must be at least 43200",
                "{'drift':{'outOfAuthority':0}}  | tasks.drift.outOfAuthority must be a whole number from 1 to 1000",
                "{'drift':{'then':'kill'}}       | tasks.drift.then must be one of note, suspend, revoke, raise_risk",
                "{'retentionDays':90}            | unknown member 'retentionDays' in tasks",
            })
    void aRefusalNamesTheMember(String tasks, String message) {
        assertRefused(() -> parse(tasks)).hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "1task", "two words", "a\tb", "t\u00e4sk", "{}", "\u0000"})
    void aTypeThatIsNoNameIsRefused(String type) {
        assertRefused(() ->
                TaskSettings.parse(io.agentidentity.json.StrictJson.object().put("detailsType", type)));
    }

    @Test
    void theShortestRetentionOfTokenIdsOutlivesEveryTask() {
        assertThat(TaskSettings.SHORTEST_TOKEN_RETENTION)
                .isGreaterThan(Duration.ofSeconds(io.agentidentity.agent.Ceiling.MAX_TASK_SECONDS)
                        .plusHours(1));
        assertThat(TaskSettings.SHORTEST_RETENTION).isGreaterThan(TaskSettings.SHORTEST_TOKEN_RETENTION);
    }

    private static TaskSettings parse(String tasks) {
        return Settings.parse(json("{'tasks':" + tasks + "}")).tasks();
    }
}
