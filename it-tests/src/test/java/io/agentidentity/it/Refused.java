package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Exchange;
import io.agentidentity.it.realm.TestRealm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What every refusal of a token has in common: its error, a record of who was refused why, no token, and nothing that changed. */
final class Refused {

    private static final Pattern CODE = Pattern.compile("(?<code>[a-z_]+): .*");

    /** Of tokens and tasks; chores of the realm, and its rules of drift, write records of their own at any time. */
    private static final Pattern TYPES = Pattern.compile("agent\\.(token|actor_token|task|request)\\.(?!drifted).*");

    /** What the record says where the caller is told something else, because it may not know. */
    private static final Map<String, String> HIDDEN =
            Map.of("subject_token_invalid", "subject_token_delegated", "target_invalid", "delegate_not_allowed");

    private final TestRealm realm;

    Refused(TestRealm realm) {
        this.realm = realm;
    }

    Answer check(Exchange exchange, String error) {
        return check(exchange::send, error);
    }

    Answer check(Supplier<Answer> request, String error) {
        Set<String> before = new HashSet<>(records().findValuesAsText("id"));
        Map<String, List<JsonNode>> tasks = tasks();
        Answer answer = request.get();
        checkAnswer(answer, error);
        List<JsonNode> since = new ArrayList<>();
        for (JsonNode record : records()) {
            boolean byTimeAlone = "expired".equals(record.at("/data/task/state").asText());
            if (!byTimeAlone
                    && !before.contains(record.path("id").asText())
                    && TYPES.matcher(record.path("type").asText()).matches()) {
                since.add(record);
            }
        }
        assertThat(since).as("records of " + answer).isNotEmpty();
        since.forEach(record -> checkRecord(record, answer));
        assertThat(tasks()).as("tasks after " + answer).isEqualTo(tasks);
        return answer;
    }

    /** The same of a request that was made already; what it changed is not looked at. */
    Answer checkMade(Answer answer, String error) {
        checkAnswer(answer, error);
        List<String> reasons = records().findValuesAsText("reason");
        assertThat(reasons).as("records of " + answer).isNotEmpty();
        code(answer)
                .ifPresent(code -> assertThat(reasons)
                        .as("records of " + answer)
                        .containsAnyOf(code, HIDDEN.getOrDefault(code, code)));
        return answer;
    }

    static void checkAnswer(Answer answer, String error) {
        assertThat(answer.error()).as(answer.toString()).isEqualTo(error);
        assertThat(answer.body()).doesNotContain("access_token\":", "refresh_token\":", "id_token\":");
        if (code(answer).isPresent()) {
            assertThat(answer.status()).as(answer.toString()).isEqualTo("invalid_client".equals(error) ? 401 : 400);
        } else {
            // Keycloak's own code refuses some things with 401 that are not about the client.
            assertThat(answer.status()).as(answer.toString()).isIn(400, 401);
        }
    }

    private void checkRecord(JsonNode record, Answer answer) {
        JsonNode data = record.path("data");
        String what = record + " of " + answer;
        assertThat(data.path("outcome").asText()).as(what).isEqualTo("refused");
        assertThat(data.has("credential")).as(what).isFalse();
        if (!"agent.token.refused.v1".equals(record.path("type").asText())) {
            // Refused before anybody looked at the token: by Keycloak, or at the agent's client.
            assertThat(record.path("type").asText()).as(what).isEqualTo("agent.request.refused.v1");
            assertThat(data.path("reason").asText()).as(what).isNotEmpty();
            assertThat(data.path("actor_kind").asText()).as(what).isIn("workload", "agent_autonomous", "system");
            return;
        }
        String code = code(answer).orElseThrow(() -> new AssertionError(what));
        assertThat(data.path("reason").asText()).as(what).isIn(code, HIDDEN.getOrDefault(code, code));
        assertThat(data.path("actor_kind").asText()).as(what).isEqualTo(kind(data));
        assertThat(data.at("/authorization/decision").asText()).as(what).isEqualTo("deny");
    }

    /** An agent acts for whoever it proved to act for, else alone; whoever is no agent is a workload. */
    private static String kind(JsonNode data) {
        if (!data.at("/agent/client_id").equals(data.at("/actor/client_id"))) {
            return "workload";
        }
        boolean forSomebody =
                data.has("principal") && !data.at("/principal/sub").equals(data.at("/actor/sub"));
        return forSomebody ? "delegated_agent" : "agent_autonomous";
    }

    private static Optional<String> code(Answer answer) {
        Matcher description = CODE.matcher(answer.errorDescription());
        return description.matches() ? Optional.of(description.group("code")) : Optional.empty();
    }

    private JsonNode records() {
        return realm.audit("max=20");
    }

    /** What of each task a refusal must not change; time alone lets a task expire. */
    private Map<String, List<JsonNode>> tasks() {
        Map<String, List<JsonNode>> tasks = new HashMap<>();
        realm.admin()
                .get("/agents/tasks?max=1000")
                .expect(200)
                .json()
                .forEach(task -> tasks.put(
                        task.path("id").asText(),
                        List.of(
                                task.path("tokens"),
                                task.path("rights"),
                                task.path("suspendedBy"),
                                task.path("endedBy"),
                                task.path("expiresAt"))));
        return tasks;
    }
}
