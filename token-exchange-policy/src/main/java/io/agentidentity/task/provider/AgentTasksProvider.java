package io.agentidentity.task.provider;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.lifecycle.AgentTasks;
import io.agentidentity.agent.lifecycle.Caller;
import io.agentidentity.policy.rest.PolicyResource;
import io.agentidentity.policy.store.RuleSetStore;
import io.agentidentity.task.TaskState;
import io.agentidentity.task.lifecycle.Principals;
import io.agentidentity.task.lifecycle.TaskEndings;
import io.agentidentity.task.people.PeopleOut;
import io.agentidentity.task.rest.AdminBlocksResource;
import io.agentidentity.task.rest.AdminTasksResource;
import io.agentidentity.task.rest.MyBlocksResource;
import io.agentidentity.task.rest.MyTasksResource;
import io.agentidentity.task.rest.OwnerBlocksResource;
import io.agentidentity.task.store.BlockStore;
import io.agentidentity.task.store.TaskList;
import io.agentidentity.task.store.TaskStore;
import io.agentidentity.task.store.TaskTrees;
import io.agentidentity.task.store.Which;
import io.agentidentity.task.story.StoryResource;
import io.agentidentity.token.TokenVerification;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

final class AgentTasksProvider implements AgentTasks {

    /** How long a rule that could not be evaluated shows after the last time. */
    private static final Duration ERRORS_KEPT = Duration.ofDays(7);

    private final KeycloakSession session;

    AgentTasksProvider(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public Ended endAll(RealmModel realm, Agent agent, Ending ending) {
        return new TaskEndings(session, realm).endAll(Which.ofAgent(agent.id()), ending, (signals, ended) -> {
            signals.endedOfAgents(
                    ended.stream()
                            .filter(task -> task.agentId().equals(agent.id()))
                            .toList(),
                    ending.by());
            ended.stream()
                    .filter(task -> !task.agentId().equals(agent.id()))
                    .forEach(task -> signals.ended(task, TaskState.REVOKED, ending.by()));
        });
    }

    @Override
    public void suspendAll(RealmModel realm, Agent agent, Ending ending) {
        new TaskEndings(session, realm).suspendAll(agent, ending);
    }

    @Override
    public Ended endAllFor(RealmModel realm, String principalId, Ending ending) {
        return new Principals(session, realm).end(principalId, ending);
    }

    @Override
    public Ended personOut(RealmModel realm, String principalId, Ending ending) {
        return new Principals(session, realm).out(principalId, ending);
    }

    @Override
    public void personBack(RealmModel realm, String principalId) {
        new Principals(session, realm).back(principalId);
    }

    @Override
    public void hold(RealmModel realm, Collection<Agent> agents, Optional<String> principalId) {
        if (!agents.isEmpty()) {
            Which which = Which.ofAny(agents.stream().map(Agent::id).toList(), principalId);
            new TaskTrees(session).lockLive(realm.getId(), which, Instant.ofEpochMilli(Time.currentTimeMillis()));
        }
    }

    @Override
    public Ended endAllOf(RealmModel realm, Ending ending) {
        return new TaskEndings(session, realm)
                .endAll(Which.ALL, ending, (signals, ended) -> signals.endedOfAgents(ended, ending.by()));
    }

    @Override
    public long live(Agent agent) {
        return new TaskStore(session).live(agent.realmId(), agent.id(), Instant.ofEpochMilli(Time.currentTimeMillis()));
    }

    @Override
    public long liveOf(RealmModel realm) {
        return new TaskList(session).live(realm.getId(), Instant.ofEpochMilli(Time.currentTimeMillis()));
    }

    @Override
    public Alive alive(RealmModel realm, Agent agent) {
        return new TaskList(session).alive(realm.getId(), agent.id(), Instant.ofEpochMilli(Time.currentTimeMillis()));
    }

    @Override
    public void deleteRealm(String realmId) {
        new TaskStore(session).deleteRealm(realmId);
    }

    @Override
    public boolean revokeToken(RealmModel realm, ClientModel caller, String token) {
        TokenVerification verification = new TokenVerification(session, realm);
        if (!verification.isOurs(token)) {
            return false;
        }
        verification
                .revocable(token)
                .filter(stored -> stored.agentId().equals(caller.getId()))
                .ifPresent(stored -> KeycloakModelUtils.runJobInTransaction(
                        session.getKeycloakSessionFactory(),
                        session.getContext(),
                        other -> new TokenRevocation(other, realm).revoke(caller, stored)));
        return true;
    }

    @Override
    public boolean issued(RealmModel realm, String token) {
        return new TokenVerification(session, realm).isOurs(token);
    }

    @Override
    public Object adminResource(
            RealmModel realm, Agent agent, AdminPermissionEvaluator auth, AdminEventBuilder events) {
        return new AdminTasksResource(session, realm, agent, auth, events);
    }

    @Override
    public void forgetAgent(Agent agent) {
        new BlockStore(session).deleteAgent(agent.realmId(), agent.id());
    }

    @Override
    public void forgetPerson(RealmModel realm, String principalId) {
        new BlockStore(session).deletePrincipal(realm.getId(), principalId);
        new PeopleOut(session).forget(realm.getId(), principalId);
    }

    @Override
    public Object ownBlocks(RealmModel realm, Caller person, boolean mayManage, Consumer<Agent> lifting) {
        return new MyBlocksResource(session, realm, person, mayManage, lifting);
    }

    @Override
    public Object ownTasks(RealmModel realm, Caller person, boolean mayManage) {
        return new MyTasksResource(session, realm, person, mayManage);
    }

    @Override
    public Object ownersBlocks(RealmModel realm, Agent agent, Caller owner, Consumer<Agent> lifting) {
        return new OwnerBlocksResource(session, realm, agent, owner, lifting);
    }

    @Override
    public Object adminBlocks(RealmModel realm, Agent agent, AdminPermissionEvaluator auth, AdminEventBuilder events) {
        return new AdminBlocksResource(session, realm, agent, auth, events);
    }

    @Override
    public Object policyResource(RealmModel realm, AdminPermissionEvaluator auth, AdminEventBuilder events) {
        return new PolicyResource(session, realm, auth, events);
    }

    @Override
    public Object storyResource(RealmModel realm, Caller reader, Told what) {
        return new StoryResource(session, realm, reader, what);
    }

    @Override
    public List<String> ruleErrors(RealmModel realm) {
        return new RuleSetStore(session)
                .errors(
                        realm.getId(),
                        Instant.ofEpochMilli(Time.currentTimeMillis()).minus(ERRORS_KEPT));
    }

    @Override
    public void close() {}
}
