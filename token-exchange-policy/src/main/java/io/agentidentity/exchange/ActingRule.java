package io.agentidentity.exchange;

import io.agentidentity.agent.Agent;
import io.agentidentity.granting.Subject;
import io.agentidentity.refusal.Reason;
import io.agentidentity.refusal.Refusal;
import io.agentidentity.task.Task;
import io.agentidentity.task.Task.Ground;
import io.agentidentity.task.lifecycle.DelegationRule;
import java.util.Map;
import java.util.Objects;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.representations.AccessToken;

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

    /** Answers why the agent may act for the person. */
    Ground check(Agent agent, UserModel account, Subject subject) {
        Ground ground = subject.task()
                .map(Task::ground)
                .orElseGet(() -> meant(agent, account, subject.token().orElseThrow()));
        if (!new DelegationRule(session, realm).allows(agent, subject.user(), ground)) {
            throw new Refusal(Reason.ACTOR_NOT_ALLOWED_FOR_SUBJECT, "the agent may not act for this person");
        }
        return ground;
    }

    private Ground meant(Agent agent, UserModel account, AccessToken token) {
        Object mayAct = token.getOtherClaims().get("may_act");
        boolean named = mayAct != null;
        if (named && !names(mayAct, agent, account)) {
            throw new Refusal(Reason.SUBJECT_TOKEN_NOT_FOR_AGENT, "may_act of the subject token names another actor");
        }
        if (!named && !token.hasAudience(agent.clientId()) && !fromApp(agent, token)) {
            throw new Refusal(Reason.SUBJECT_TOKEN_NOT_FOR_AGENT, "the subject token is not meant for this agent");
        }
        return named ? Ground.MAY_ACT : Ground.RULE;
    }

    /** The client that got the token has the name in it still, or the token would not have been verified. */
    private boolean fromApp(Agent agent, AccessToken token) {
        ClientModel app = realm.getClientByClientId(token.getIssuedFor());
        return app != null && agent.meant().names(agent.delegation().apps(), app.getClientId(), app.getId());
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
}
