package io.agentidentity.it.realm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Consumer;

/**
 * What the admin API is told about a new agent. What is not called stays as in the first version: a name, the
 * environment {@code production}, the delegation rule {@code owner} and a {@code private_key_jwt} credential with an
 * inline key.
 */
public final class AgentSpec {

    private final ObjectNode json;

    AgentSpec(String clientId) {
        json = Json.object().put("clientId", clientId).put("name", clientId).put("environment", "production");
        rule("owner");
    }

    public AgentSpec owner(Person owner) {
        json.putObject("owner").put("id", owner.id());
        return this;
    }

    public AgentSpec sponsors(Person... sponsors) {
        ArrayNode all = json.putArray("sponsors");
        for (Person sponsor : sponsors) {
            all.addObject().put("type", "user").put("id", sponsor.id());
        }
        return this;
    }

    public AgentSpec environment(String environment) {
        json.put("environment", environment);
        return this;
    }

    public AgentSpec purpose(String purpose) {
        json.put("purpose", purpose);
        return this;
    }

    /** {@code owner}, {@code owner_and_sponsors}, {@code group}, {@code role} or {@code consent}. */
    public AgentSpec rule(String name) {
        json.withObject("/delegation").put("rule", name);
        return this;
    }

    /** The apps whose users' tokens it may exchange without being in their audience. */
    public AgentSpec apps(App... apps) {
        ArrayNode all = json.withObject("/delegation").putArray("apps");
        for (App app : apps) {
            all.add(app.clientId());
        }
        return this;
    }

    public AgentSpec scopes(String... scopes) {
        return ceiling("scopes", scopes);
    }

    /** Client ids or resource URIs. */
    public AgentSpec targets(String... targets) {
        return ceiling("targets", targets);
    }

    public AgentSpec actions(String... actions) {
        return ceiling("actions", actions);
    }

    /** Client roles as {@code client:role}. */
    public AgentSpec roles(String... roles) {
        return ceiling("roles", roles);
    }

    public AgentSpec delegates(String... agents) {
        return ceiling("delegates", agents);
    }

    /** The lives of its tasks and tokens, in seconds. */
    public AgentSpec lives(int taskSeconds, int tokenSeconds) {
        json.withObject("/ceiling").put("taskSeconds", taskSeconds).put("tokenSeconds", tokenSeconds);
        return this;
    }

    public AgentSpec chainDepth(int depth) {
        json.withObject("/ceiling").put("chainDepth", depth);
        return this;
    }

    /** What it may do without a person. */
    public AgentSpec autonomous(List<String> scopes, List<String> targets, List<String> actions) {
        ObjectNode autonomous = json.putObject("autonomous");
        autonomous.set("scopes", Json.array(scopes));
        autonomous.set("targets", Json.array(targets));
        autonomous.set("actions", Json.array(actions));
        return this;
    }

    /** Switches a member of {@code strictness} on. */
    public AgentSpec strict(String... members) {
        for (String member : members) {
            json.withObject("/strictness").put(member, true);
        }
        return this;
    }

    /** Any other change to what is sent. */
    public AgentSpec json(Consumer<ObjectNode> change) {
        change.accept(json);
        return this;
    }

    private AgentSpec ceiling(String member, String... values) {
        json.withObject("/ceiling").set(member, Json.array(List.of(values)));
        return this;
    }

    /** The request body, with that key unless a credential was given. */
    ObjectNode withKey(AgentKey key) {
        ObjectNode body = json.deepCopy();
        if (!body.has("credential")) {
            ObjectNode credential = body.putObject("credential").put("type", "private_key_jwt");
            credential.putObject("jwks").putArray("keys").add(key.publicJwk());
        }
        return body;
    }
}
