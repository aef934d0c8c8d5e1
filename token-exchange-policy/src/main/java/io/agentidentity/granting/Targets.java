package io.agentidentity.granting;

import io.agentidentity.agent.Ceiling;
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
    private final Ceiling ceiling;
    private final ResourceStore resources;

    Targets(KeycloakSession session, RealmModel realm, Ceiling ceiling) {
        this.session = session;
        this.realm = realm;
        this.ceiling = ceiling;
        this.resources = new ResourceStore(session);
    }

    /** The target of a task, if the agent may hand work for it on. */
    Target of(Task task) {
        return named(task.authority().target());
    }

    /** The target that a request names, or that of the known task, or the agent's only one. */
    Target resolve(Asked asked, Optional<Task> known) {
        Target target = requested(asked, known);
        if (known.isPresent() && !known.get().authority().target().equals(target.name())) {
            throw invalid("the target is not the task's");
        }
        return target;
    }

    private Target requested(Asked asked, Optional<Task> known) {
        if (asked.resource().isPresent()) {
            Target target = byUri(asked.resource().get());
            if (asked.audience().isPresent()
                    && !asked.audience().get().equals(target.client().getClientId())
                    && !asked.audience().equals(asked.resource())) {
                throw invalid("resource and audience name different servers");
            }
            return target;
        }
        if (asked.audience().isPresent()) {
            return named(asked.audience().get());
        }
        if (known.isPresent()) {
            return named(known.get().authority().target());
        }
        List<String> targets = ceiling.targets();
        if (targets.size() != 1) {
            throw invalid("name the target with resource or audience");
        }
        return named(targets.get(0));
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

    private Target named(String target) {
        return ResourceUri.looksLikeUri(target)
                ? byUri(target)
                : allowed(target, Optional.ofNullable(realm.getClientByClientId(target)));
    }

    private Target byUri(String uri) {
        return allowed(
                uri, resources.find(realm.getId(), uri).map(resource -> realm.getClientById(resource.clientUuid())));
    }

    private Target allowed(String name, Optional<ClientModel> client) {
        boolean usable = client.isPresent()
                && client.get().isEnabled()
                && ceiling.targets().contains(name)
                && new AgentGate(session, realm).agent(client.get()).isEmpty();
        if (!usable) {
            throw notAllowed();
        }
        return new Target(name, client.get());
    }

    /** What is said of every target that this agent may not have, whatever it is. */
    static Refusal notAllowed() {
        return invalid("the target is unknown, disabled or not allowed for this agent");
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
