package io.agentidentity.task.rest;

import io.agentidentity.agent.me.MyAgentsResource;
import io.agentidentity.agent.schema.Schema;
import io.agentidentity.decision.rest.AccessMetadata;
import io.agentidentity.decision.rest.AccessResource;
import jakarta.ws.rs.Path;
import org.keycloak.models.KeycloakSession;

/** {@code /realms/{realm}/agents}: what people, agents and resource servers may call. */
public final class AgentsRealmResource {

    private final KeycloakSession session;

    AgentsRealmResource(KeycloakSession session) {
        this.session = session;
    }

    @Path("tasks")
    public TasksResource tasks() {
        Schema.AGENTS.require(session);
        Schema.TASKS.require(session);
        return new TasksResource(session, session.getContext().getRealm());
    }

    @Path("access")
    public AccessResource access() {
        Schema.AGENTS.require(session);
        Schema.TASKS.require(session);
        return new AccessResource(session, session.getContext().getRealm());
    }

    @Path(".well-known")
    public AccessMetadata metadata() {
        return new AccessMetadata(session, session.getContext().getRealm());
    }

    @Path("me")
    public MyAgentsResource mine() {
        Schema.AGENTS.require(session);
        return new MyAgentsResource(session, session.getContext().getRealm());
    }
}
