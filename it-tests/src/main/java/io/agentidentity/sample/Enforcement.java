package io.agentidentity.sample;

import java.util.function.Supplier;

/** Serves a call, or not. */
interface Enforcement {

    /**
     * Serves a call if the caller may make it now.
     *
     * @throws Refusal if it may not
     * @throws Keycloak.KeycloakAway if nobody can tell
     */
    <T> T permitted(Caller caller, Call call, Supplier<T> serve);
}
