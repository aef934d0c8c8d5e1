package io.agentidentity.audit.pseudonym;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.StrictJson;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PersonNamesTest {

    @Test
    void peopleGetOtherNamesWhereverTheyStand() {
        assertThat(replaced("""
                {"source":"here","data":{"actor":{"iss":"here","sub":"ann"},"principal":{"sub":"ben"},"owner":{"sub":"cleo"},"recipient":{"sub":"dan"},
                 "change":{"owner":{"before":"eve","after":"fay"},"settings":{"before":"ann","after":"ben"}}}}""")).isEqualTo(json("""
                {"source":"here","data":{"actor":{"iss":"here","sub":"p-ann"},"principal":{"sub":"p-ben"},"owner":{"sub":"p-cleo"},"recipient":{"sub":"p-dan"},
                 "change":{"owner":{"before":"p-eve","after":"p-fay"},"settings":{"before":"ann","after":"ben"}}}}"""));
    }

    @Test
    void anAdministratorOfAnotherRealmKeepsTheirId() {
        String text = "{\"source\":\"here\",\"data\":{\"actor\":{\"iss\":\"there\",\"sub\":\"root\"}}}";
        assertThat(replaced(text)).isEqualTo(json(text));
    }

    @Test
    void accountsOfClientsKeepTheirIds() {
        assertThat(replaced("""
                {"data":{"actor":{"sub":"account","client_id":"clerk"},"principal":{"sub":"account"},"act_chain":[{"sub":"account"}]}}""")).isEqualTo(json("""
                {"data":{"actor":{"sub":"account","client_id":"clerk"},"principal":{"sub":"account"},"act_chain":[{"sub":"account"}]}}"""));
        assertThat(replaced("""
                {"data":{"actor":{"sub":"account","client_id":"clerk"},"principal":{"sub":"ann"}}}""")).isEqualTo(json("""
                {"data":{"actor":{"sub":"account","client_id":"clerk"},"principal":{"sub":"p-ann"}}}"""));
    }

    @Test
    void whomASearchWasForIsRenamedOnlyIfThatIsAPersonOfTheRecord() {
        assertThat(replaced(
                        "{\"data\":{\"query\":{\"principal\":\"known\",\"owner\":\"anything\",\"task\":\"known\"}}}"))
                .isEqualTo(
                        json(
                                "{\"data\":{\"query\":{\"principal\":\"k-known\",\"owner\":\"anything\",\"task\":\"known\"}}}"));
    }

    @Test
    void aRecordWithoutPeopleStaysAsItIs() {
        assertThat(replaced("{\"data\":{\"change\":{\"owner\":{\"before\":null}}}}"))
                .isEqualTo(json("{\"data\":{\"change\":{\"owner\":{\"before\":null}}}}"));
        assertThat(replaced("{}")).isEqualTo(json("{}"));
    }

    private static ObjectNode replaced(String text) {
        ObjectNode record = json(text);
        PersonNames.replace(
                record,
                id -> "p-" + id,
                id -> Optional.of(id).filter("known"::equals).map(known -> "k-" + known));
        return record;
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) StrictJson.parse(text);
    }
}
