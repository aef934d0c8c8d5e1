package io.agentidentity.it.realm;

/** What an owner or sponsor does with their own agents, with a token whose audience is the account. */
public final class MyAgents {

    private final TestRealm realm;
    private final String token;

    MyAgents(TestRealm realm, String token) {
        this.realm = realm;
        this.token = token;
    }

    public Answer list() {
        return realm.call("GET", "/agents/me/agents", "", token);
    }

    public Answer read(TestAgent agent) {
        return realm.call("GET", "/agents/me/agents/" + agent.id(), "", token);
    }

    public Answer confirm(TestAgent agent) {
        return post(agent, "confirm");
    }

    public Answer decline(TestAgent agent) {
        return post(agent, "decline");
    }

    public Answer takeOver(TestAgent agent) {
        return post(agent, "take-over");
    }

    public Answer review(TestAgent agent) {
        return post(agent, "review");
    }

    public Answer suspend(TestAgent agent) {
        return post(agent, "suspend");
    }

    public Answer activate(TestAgent agent) {
        return post(agent, "activate");
    }

    private Answer post(TestAgent agent, String action) {
        return realm.call("POST", "/agents/me/agents/" + agent.id() + "/" + action, "", token);
    }
}
