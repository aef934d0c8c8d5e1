package io.agentidentity.agent.guard;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * Looks at each write of the server for one that would change an agent's client or service account past the agents API.
 *
 * <p>Keycloak calls filters when its own resources have authenticated the administrator and found realm and client, so nobody
 * else gets another answer than without this class.
 */
@Provider
public final class AdminWriteFilter implements ContainerRequestFilter {

    @Override
    public void filter(ContainerRequestContext request) {
        if (AdminWrite.possible(request.getMethod())) {
            AdminWrite.parse(request.getMethod(), request.getUriInfo().getPath())
                    .flatMap(write -> new AdminWrites(KeycloakSessionUtil.getKeycloakSession()).refusal(write))
                    .ifPresent(request::abortWith);
        }
    }
}
