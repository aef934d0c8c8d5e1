package io.agentidentity.agent;

import static io.agentidentity.agent.Texts.assertRefused;
import static io.agentidentity.agent.Texts.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.agentidentity.agent.Delegation.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DelegationTest {

    @Test
    void anAgentActsForItsOwnerAloneUnlessTheRecordSaysMore() {
        assertThat(parse("{}")).isEqualTo(Delegation.OWNER_ONLY);
        assertThat(Delegation.OWNER_ONLY.rule()).isEqualTo(Rule.OWNER);
        assertThat(Delegation.OWNER_ONLY.apps()).isEmpty();
    }

    @Test
    void everyRuleIsTaken() {
        assertThat(parse("{'rule':'owner'}").rule()).isEqualTo(Rule.OWNER);
        assertThat(parse("{'rule':'consent'}").rule()).isEqualTo(Rule.CONSENT);
        assertThat(parse("{'rule':'group','group':'/clerks'}"))
                .isEqualTo(new Delegation(Rule.GROUP, "/clerks", null, List.of()));
        assertThat(parse("{'rule':'role','role':'clerk','apps':['portal']}"))
                .isEqualTo(new Delegation(Rule.ROLE, null, "clerk", List.of("portal")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'owner'                            | delegation must be an object",
                "{'rule':'anyone'}                  | delegation.rule must be one of owner, owner_and_sponsors, group, role, consent",
                "{'rule':'OWNER'}                   | delegation.rule must be one of owner, owner_and_sponsors, group, role, consent",
                "{'rule':1}                         | delegation.rule must be a string",
                "{'rule':'group'}                   | delegation.group belongs to rule group, which needs it",
                "{'rule':'owner','group':'/a'}      | delegation.group belongs to rule group, which needs it",
                "{'rule':'role'}                    | delegation.role belongs to rule role, which needs it",
                "{'rule':'group','group':'/a','role':'b'} | delegation.role belongs to rule role, which needs it",
                "{'group':1}                        | delegation.group must be a string",
                "{'apps':'portal'}                  | delegation.apps must be a list of at most 200 strings",
                "{'apps':['']}                      | delegation.apps must hold non-empty strings",
                "{'users':['alice']}                | unknown member 'users' in delegation",
            })
    void aRefusalNamesTheMember(String delegation, String message) {
        assertRefused(() -> parse(delegation)).hasMessage(message);
    }

    private static Delegation parse(String text) {
        return Delegation.parse(json(text));
    }
}
