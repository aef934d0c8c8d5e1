package io.agentidentity.it;

import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TokenAnswer;
import java.util.LinkedHashMap;
import java.util.Map;

/** One live token of every kind that the server issues to agents. Another kind goes into {@link #all}. */
final class TokensOfOurs {

    final Scene scene;
    final TestAgent head;
    final TestAgent helper;

    TokensOfOurs(Scene scene) {
        this.scene = scene;
        head = scene.agent("laundry-head", spec -> spec.delegates("laundry-helper"));
        helper = scene.agent("laundry-helper", spec -> spec);
    }

    /** By the name of the kind. */
    Map<String, String> all() {
        TokenAnswer task = head.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails(
                        "[{\"type\":\"agent_task\",\"delegation\":{\"allowed_delegates\":[\"laundry-helper\"]}}]")
                .token();
        TokenAnswer handed =
                head.exchange(task.accessToken()).audience("laundry-helper").token();
        TokenAnswer child = helper.exchange(handed.accessToken()).token();
        Map<String, String> tokens = new LinkedHashMap<>();
        tokens.put("task token", task.accessToken());
        tokens.put("continued token", head.exchange(task.accessToken()).token().accessToken());
        tokens.put("child token", child.accessToken());
        tokens.put("hand-over token", handed.accessToken());
        tokens.put("actor token", head.actorToken().accessToken());
        // Keycloak's parser takes no notice of what is behind the last part.
        tokens.put("task token with a dot behind", task.accessToken() + ".");
        tokens.put("hand-over token with dots behind", handed.accessToken() + "..");
        return tokens;
    }
}
