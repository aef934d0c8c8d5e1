package io.agentidentity.introspection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.authority.Limits;
import io.agentidentity.granting.Holding;
import io.agentidentity.json.StrictJson;
import io.agentidentity.task.Authority;
import io.agentidentity.task.Task;
import io.agentidentity.task.store.TaskStore;
import io.agentidentity.task.store.UsageStore;
import io.agentidentity.token.Audience;
import io.agentidentity.token.TokenVerification;
import io.agentidentity.token.VerifiedToken;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
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
        Optional<VerifiedToken> live = verification
                .verify(token)
                .filter(verified -> verified.task()
                        .filter(task -> new Audience(session, realm).includes(caller, task))
                        .isPresent());
        Optional<Authority> holding = live.flatMap(new Holding(realm)::of);
        if (holding.isEmpty()) {
            new IntrospectionRecords(session, realm).refused(caller, verification.revocable(token));
            event.detail(Details.REASON, "inactive").error(Errors.INVALID_TOKEN);
            return answer(StrictJson.object().put("active", false));
        }
        AccessToken claims = live.get().token();
        ObjectNode facts = JsonSerialization.mapper.valueToTree(claims);
        facts.put("active", true)
                .put("username", live.get().subject().getUsername())
                .put("token_type", claims.getType());
        lower(facts, holding.get());
        meters(facts, live.get().task().orElseThrow());
        if (asksForJwt(caller)) {
            facts.put("jwt", token);
        }
        new IntrospectionRecords(session, realm).answered(caller, live.get());
        event.user(live.get().subject())
                .detail(Details.TOKEN_ID, claims.getId())
                .detail(Details.TOKEN_ISSUED_FOR, claims.getIssuedFor())
                .success();
        return answer(facts);
    }

    /** Takes out what the agents or the person have lost since the token was issued. */
    private static void lower(ObjectNode facts, Authority holding) {
        facts.put("scope", String.join(" ", new TreeSet<>(holding.scopes())));
        for (JsonNode access : facts.path("resource_access")) {
            ((ObjectNode) access).set("roles", StrictJson.array(new TreeSet<>(holding.roles())));
        }
        if (holding.roles().isEmpty()) {
            facts.remove("resource_access");
        }
        if (facts.at("/authorization_details/0") instanceof ObjectNode details) {
            holding.rights().actions().ifPresent(actions -> details.set("actions", StrictJson.array(actions)));
        }
    }

    /** What only this server meters: the limits of the task, and what is left of them. */
    private void meters(ObjectNode facts, Task task) {
        Limits limits = task.authority().rights().limits();
        if (limits.isEmpty() || !(facts.at("/authorization_details/0") instanceof ObjectNode details)) {
            return;
        }
        details.set("limits", limits.toJson());
        Limits left = Stream.concat(Stream.of(task), new TaskStore(session).above(task).stream())
                .map(this::left)
                .reduce(Limits.NONE, Limits::strictest);
        if (!left.isEmpty()) {
            facts.set("remaining", left.toJson());
        }
    }

    private Limits left(Task task) {
        Limits limits = task.authority().rights().limits();
        Limits calls = new UsageStore(session).of(task).left(limits);
        return limits.maxTokens()
                .map(most -> new Limits(
                        Map.of(
                                Limits.Member.MAX_TOKENS,
                                Math.max(0, most - task.issued().tokens())),
                        new TreeMap<>()))
                .map(calls::strictest)
                .orElse(calls);
    }

    /** Keycloak's own way to turn a token into a JWT, for clients that may; a token of ours is one already. */
    private boolean asksForJwt(ClientModel caller) {
        return org.keycloak.utils.MediaType.APPLICATION_JWT.equals(
                        session.getContext().getRequestHeaders().getHeaderString(HttpHeaders.ACCEPT))
                && Boolean.parseBoolean(
                        caller.getAttribute(Constants.SUPPORT_JWT_CLAIM_IN_INTROSPECTION_RESPONSE_ENABLED));
    }

    private static Response answer(ObjectNode facts) {
        return Response.ok(StrictJson.write(facts), MediaType.APPLICATION_JSON_TYPE)
                .build();
    }
}
