package io.agentidentity.introspection;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.guard.AgentGate;
import io.agentidentity.agent.store.ResourceStore;
import io.agentidentity.json.StrictJson;
import io.agentidentity.token.TokenVerification;
import io.agentidentity.token.VerifiedToken;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.AccessTokenIntrospectionProvider;
import org.keycloak.representations.AccessToken;
import org.keycloak.util.JsonSerialization;

final class TaskTokenIntrospection extends AccessTokenIntrospectionProvider<AccessToken> {

    TaskTokenIntrospection(KeycloakSession session) {
        super(session);
    }

    @Override
    public Response introspect(String token, EventBuilder event) {
        TokenVerification verification = new TokenVerification(session, realm);
        if (!verification.isOurs(token)) {
            return super.introspect(token, event);
        }
        ClientModel caller = session.getContext().getClient();
        Optional<VerifiedToken> live = verification.verify(token).filter(verified -> mayAsk(caller, verified));
        if (live.isEmpty()) {
            event.detail(Details.REASON, "inactive").error(Errors.INVALID_TOKEN);
            return answer(StrictJson.object().put("active", false));
        }
        AccessToken claims = live.get().token();
        ObjectNode facts = JsonSerialization.mapper.valueToTree(claims);
        facts.put("active", true)
                .put("username", live.get().subject().getUsername())
                .put("token_type", claims.getType());
        event.user(live.get().subject())
                .detail(Details.TOKEN_ID, claims.getId())
                .detail(Details.TOKEN_ISSUED_FOR, claims.getIssuedFor())
                .success();
        return answer(facts);
    }

    /** A resource server within {@code aud}: named by it, owner of the resource URI, or a gateway of it. Never an agent. */
    private boolean mayAsk(ClientModel caller, VerifiedToken verified) {
        if (verified.task().isEmpty()
                || new AgentGate(session, realm).agent(caller).isPresent()) {
            return false;
        }
        String target = verified.task().get().authority().target();
        return target.equals(caller.getClientId())
                || new ResourceStore(session)
                        .find(realm.getId(), target)
                        .filter(resource -> resource.clientUuid().equals(caller.getId())
                                || resource.gateways().contains(caller.getId()))
                        .isPresent();
    }

    private static Response answer(ObjectNode facts) {
        return Response.ok(StrictJson.write(facts), MediaType.APPLICATION_JSON_TYPE)
                .build();
    }
}
