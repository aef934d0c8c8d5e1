package io.agentidentity.exchange;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.ResourceUri;
import io.agentidentity.agent.guard.AgentGate;
import io.agentidentity.agent.store.ResourceStore;
import io.agentidentity.refusal.Reason;
import io.agentidentity.refusal.Refusal;
import io.agentidentity.task.Task;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Which one resource server a token is for (RFC 8707). */
final class Targets {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final ResourceStore resources;

    Targets(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
        this.resources = new ResourceStore(session);
    }

    /** The target that a request names, or that of the known task, or the agent's only one. */
    Target resolve(ExchangeRequest request, Agent agent, Optional<Task> known) {
        Target target = requested(request, agent, known);
        if (known.isPresent() && !known.get().authority().target().equals(target.name())) {
            throw invalid("the target is not the task's");
        }
        return target;
    }

    private Target requested(ExchangeRequest request, Agent agent, Optional<Task> known) {
        if (request.resource().isPresent()) {
            Target target = byUri(request.resource().get(), agent);
            if (request.audience().isPresent()
                    && !request.audience().get().equals(target.client().getClientId())
                    && !request.audience().equals(request.resource())) {
                throw invalid("resource and audience name different servers");
            }
            return target;
        }
        if (request.audience().isPresent()) {
            return named(request.audience().get(), agent);
        }
        if (known.isPresent()) {
            return named(known.get().authority().target(), agent);
        }
        List<String> targets = agent.ceiling().targets();
        if (targets.size() != 1) {
            throw invalid("name the target with resource or audience");
        }
        return named(targets.get(0), agent);
    }

    /** Whether a location in the details lies within the target. */
    boolean within(String location, Target target) {
        return location.equals(target.name())
                || (!ResourceUri.looksLikeUri(target.name())
                        && resources
                                .find(realm.getId(), location)
                                .filter(resource -> resource.clientUuid()
                                        .equals(target.client().getId()))
                                .isPresent());
    }

    private Target named(String target, Agent agent) {
        return ResourceUri.looksLikeUri(target)
                ? byUri(target, agent)
                : allowed(target, Optional.ofNullable(realm.getClientByClientId(target)), agent);
    }

    private Target byUri(String uri, Agent agent) {
        return allowed(
                uri,
                resources.find(realm.getId(), uri).map(resource -> realm.getClientById(resource.clientUuid())),
                agent);
    }

    private Target allowed(String name, Optional<ClientModel> client, Agent agent) {
        boolean usable = client.isPresent()
                && client.get().isEnabled()
                && agent.ceiling().targets().contains(name)
                && new AgentGate(session, realm).agent(client.get()).isEmpty();
        if (!usable) {
            throw invalid("the target is unknown, disabled or not allowed for this agent");
        }
        return new Target(name, client.get());
    }

    private static Refusal invalid(String message) {
        return new Refusal(Reason.TARGET_INVALID, message);
    }

    /**
     * A resource server.
     *
     * @param name what stands in {@code aud}: the resource URI or the client id
     */
    record Target(String name, ClientModel client) {}
}
