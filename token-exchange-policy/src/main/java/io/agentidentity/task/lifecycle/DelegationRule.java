package io.agentidentity.task.lifecycle;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.owner.Sponsors;
import io.agentidentity.task.Task.Ground;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** May an agent act for a person at this moment? The agent's delegation rule, with people, groups, roles and consent looked up now. */
public final class DelegationRule {

    private final KeycloakSession session;
    private final RealmModel realm;

    public DelegationRule(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /** Whether it may. An agent that works for nobody needs no rule: its own record allows that or does not. */
    public boolean allows(Agent agent, UserModel person, Ground ground) {
        if (ground == Ground.AUTONOMOUS) {
            return agent.autonomous().isPresent() && person.getId().equals(accountId(agent));
        }
        return switch (agent.delegation().rule()) {
            case OWNER -> person.getId().equals(agent.ownerId());
            case OWNER_AND_SPONSORS ->
                person.getId().equals(agent.ownerId()) || new Sponsors(session, realm).includes(agent.id(), person);
            case ROLE -> {
                RoleModel role = agent.meant().role().isPresent()
                        ? realm.getRoleById(agent.meant().role().get())
                        : realm.getRole(agent.delegation().role());
                yield role != null && person.hasRole(role);
            }
            case GROUP -> {
                GroupModel group = agent.meant().group().isPresent()
                        ? realm.getGroupById(agent.meant().group().get())
                        : KeycloakModelUtils.findGroupByPath(
                                session, realm, agent.delegation().group());
                yield group != null && person.isMemberOf(group);
            }
            case CONSENT -> ground == Ground.MAY_ACT || consented(agent, person);
        };
    }

    private boolean consented(Agent agent, UserModel person) {
        return session.users().getConsentByClient(realm, person.getId(), agent.id()) != null;
    }

    private String accountId(Agent agent) {
        UserModel account = session.users().getServiceAccount(realm.getClientById(agent.id()));
        return account == null ? null : account.getId();
    }
}
