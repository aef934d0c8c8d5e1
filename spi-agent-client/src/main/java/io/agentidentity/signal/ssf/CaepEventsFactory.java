package io.agentidentity.signal.ssf;

import io.agentidentity.signal.SignalType;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.keycloak.Config;
import org.keycloak.common.Profile;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.EnvironmentDependentProviderFactory;
import org.keycloak.ssf.event.SsfEvent;
import org.keycloak.ssf.event.SsfEventProviderFactory;

/** Tells the transmitter of the CAEP events that Keycloak does not bring, so that receivers can ask for them. */
public final class CaepEventsFactory implements SsfEventProviderFactory, EnvironmentDependentProviderFactory {

    private static final Map<String, Supplier<? extends SsfEvent>> EVENTS = Map.of(
            SignalType.TOKEN_CLAIMS_CHANGE.uri(), CaepTokenClaimsChange::new,
            SignalType.RISK_LEVEL_CHANGE.uri(), CaepRiskLevelChange::new);

    @Override
    public String getId() {
        return "agent-identity";
    }

    /** The feature is asked for by name: the Keycloak that this is compiled against has none of that name. */
    @Override
    public boolean isSupported(Config.Scope config) {
        return Arrays.stream(Profile.Feature.values())
                .anyMatch(feature -> feature.name().equals("SSF") && Profile.isFeatureEnabled(feature));
    }

    @Override
    public Map<String, Supplier<? extends SsfEvent>> getContributedEventFactories() {
        return EVENTS;
    }

    @Override
    public Set<String> getEmittableEventTypes() {
        return EVENTS.keySet();
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        // Keycloak's own factory asks this one.
    }
}
