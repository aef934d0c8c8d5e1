package io.agentidentity.exchange;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.owner.Sponsors;
import io.agentidentity.exchange.SubjectTokens.Subject;
import io.agentidentity.refusal.Reason;
import io.agentidentity.refusal.Refusal;
import java.util.Map;
import java.util.Objects;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** Was the person's token meant for this agent, and may this agent act for this person? Two valid tokens alone are not enough. */
final class ActingRule {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final String issuer;

    ActingRule(KeycloakSession session, RealmModel realm, String issuer) {
        this.session = session;
        this.realm = realm;
        this.issuer = issuer;
    }

    void check(Agent agent, UserModel account, Subject subject) {
        boolean named = subject.mayAct() != null;
        if (named && !names(subject.mayAct(), agent, account)) {
            throw new Refusal(Reason.SUBJECT_TOKEN_NOT_FOR_AGENT, "may_act of the subject token names another actor");
        }
        if (!named
                && !subject.isFor(agent.clientId())
                && !agent.delegation().apps().contains(subject.token().getIssuedFor())) {
            throw new Refusal(Reason.SUBJECT_TOKEN_NOT_FOR_AGENT, "the subject token is not meant for this agent");
        }
        if (!qualifies(agent, subject.user(), named)) {
            throw new Refusal(Reason.ACTOR_NOT_ALLOWED_FOR_SUBJECT, "the agent may not act for this person");
        }
    }

    /** RFC 8693 section 4.4: every member of {@code may_act} must match, and one of them must identify the agent. */
    private boolean names(Object mayAct, Agent agent, UserModel account) {
        if (!(mayAct instanceof Map<?, ?> members)
                || !(members.containsKey("sub") || members.containsKey("client_id"))) {
            return false;
        }
        Map<String, String> known = Map.of("iss", issuer, "sub", account.getId(), "client_id", agent.clientId());
        return members.entrySet().stream()
                .allMatch(member -> Objects.equals(known.get(String.valueOf(member.getKey())), member.getValue()));
    }

    private boolean qualifies(Agent agent, UserModel person, boolean named) {
        return switch (agent.delegation().rule()) {
            case OWNER -> person.getId().equals(agent.ownerId());
            case OWNER_AND_SPONSORS ->
                person.getId().equals(agent.ownerId()) || new Sponsors(session, realm).includes(agent.id(), person);
            case ROLE -> {
                RoleModel role = realm.getRole(agent.delegation().role());
                yield role != null && person.hasRole(role);
            }
            case GROUP -> {
                GroupModel group = KeycloakModelUtils.findGroupByPath(
                        session, realm, agent.delegation().group());
                yield group != null && person.isMemberOf(group);
            }
            case CONSENT -> named || session.users().getConsentByClient(realm, person.getId(), agent.id()) != null;
        };
    }
}
