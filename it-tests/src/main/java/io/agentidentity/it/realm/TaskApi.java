package io.agentidentity.it.realm;

import java.util.Map;

/** The task API as the holder of one token sees it. */
public record TaskApi(TestRealm realm, String token) {

    public Answer get(String task) {
        return realm.call("GET", path(task, ""), "", token);
    }

    public Answer complete(String task) {
        return realm.call("POST", path(task, "/complete"), "", token);
    }

    public Answer revoke(String task, String reason) {
        return realm.call("POST", path(task, "/revoke"), Json.of(Map.of("reason", reason)), token);
    }

    public Answer suspend(String task) {
        return realm.call("POST", path(task, "/suspend"), "", token);
    }

    public Answer resume(String task) {
        return realm.call("POST", path(task, "/resume"), "", token);
    }

    private static String path(String task, String below) {
        return "/agents/tasks/" + task + below;
    }
}
