package io.agentidentity.agent.me;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.guard.AgentGate;
import java.util.stream.Stream;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.representations.AccessToken;

/**
 * Whether a person's token is one that agents do not get to see. An agent is given people's tokens to exchange; with one of them it
 * could say in the person's name that it may go on.
 */
final class FirstHand {

    private final KeycloakSession session;
    private final RealmModel realm;

    FirstHand(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    boolean of(AccessToken token, Agent agent) {
        ClientModel app = realm.getClientByClientId(token.getIssuedFor());
        return app != null
                && !isAgent(app)
                && !agent.meant().names(agent.delegation().apps(), app.getClientId(), app.getId())
                && !token.getOtherClaims().containsKey("may_act")
                && audience(token).map(realm::getClientByClientId).noneMatch(this::isAgent);
    }

    private static Stream<String> audience(AccessToken token) {
        return token.getAudience() == null ? Stream.empty() : Stream.of(token.getAudience());
    }

    private boolean isAgent(ClientModel client) {
        return new AgentGate(session, realm).agent(client).isPresent();
    }
}
