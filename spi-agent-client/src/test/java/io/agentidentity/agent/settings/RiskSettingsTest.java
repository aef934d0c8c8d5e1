package io.agentidentity.agent.settings;

import static io.agentidentity.agent.Texts.assertRefused;
import static io.agentidentity.agent.Texts.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.agentidentity.agent.Risk;
import io.agentidentity.agent.Risk.Level;
import io.agentidentity.agent.settings.RiskSettings.Consequence;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RiskSettingsTest {

    @Test
    void aRealmThatSaysNothingHasTheDefaults() {
        RiskSettings risk = Settings.DEFAULT.risk();

        assertThat(risk.decay()).isEqualTo(Duration.ofDays(7));
        assertThat(at(risk, Level.LOW)).isEqualTo(Consequence.NONE);
        assertThat(at(risk, Level.MEDIUM)).isEqualTo(Consequence.NONE);
        assertThat(at(risk, Level.HIGH)).isEqualTo(Consequence.NO_NEW_TASKS);
        assertThat(at(risk, Level.CRITICAL)).isEqualTo(Consequence.SUSPEND);
        assertThat(parse("null")).isEqualTo(RiskSettings.DEFAULT);
    }

    @Test
    void whatIsNotSaidIsNoLessThanTheLevelBelow() {
        RiskSettings risk = parse("{'consequences':{'medium':'suspend_tasks'}}");

        assertThat(at(risk, Level.HIGH)).isEqualTo(Consequence.SUSPEND_TASKS);
        assertThat(at(risk, Level.CRITICAL)).isEqualTo(Consequence.SUSPEND);
    }

    @Test
    void whatIsWrittenReadsBack() {
        Settings settings = Settings.parse(json("{'risk':{'decaySeconds':60,'consequences':"
                + "{'medium':'none','high':'none','critical':'suspend_tasks'}}}"));

        assertThat(Settings.parse(settings.write())).isEqualTo(settings);
        assertThat(settings.adoptingDeclared().risk()).isEqualTo(settings.risk());
        assertThat(at(settings.risk(), Level.CRITICAL)).isEqualTo(Consequence.SUSPEND_TASKS);
    }

    @Test
    void onlyWithoutAConsequenceAnAgentBeginsWithTasks() {
        assertThat(Consequence.values())
                .filteredOn(Consequence::permitsNewTasks)
                .containsExactly(Consequence.NONE);
        assertThat(Consequence.values())
                .filteredOn(Consequence::permitsTasks)
                .containsExactly(Consequence.NONE, Consequence.NO_NEW_TASKS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "7                                | risk must be an object",
                "{'decaySeconds':0}               | risk.decaySeconds must be a whole number of seconds from 1 to 315360000",
                "{'consequences':[]}              | risk.consequences must be an object",
                "{'consequences':{'low':'none'}}  | unknown member 'low' in risk.consequences",
                "{'consequences':{'high':'kill'}} | risk.consequences.high must be one of none, no_new_tasks, suspend_tasks, suspend",
                "{'consequences':{'medium':'suspend','high':'none'}} | risk.consequences.high must not be less than what happens at the level below",
                "{'decay':1}                      | unknown member 'decay' in risk",
            })
    void aRefusalNamesTheMember(String risk, String message) {
        assertRefused(() -> parse(risk)).hasMessage(message);
    }

    private static Consequence at(RiskSettings risk, Level level) {
        return risk.at(new Risk(level, null, Optional.empty()));
    }

    private static RiskSettings parse(String risk) {
        return Settings.parse(json("{'risk':" + risk + "}")).risk();
    }
}
