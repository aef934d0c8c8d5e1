package io.agentidentity.signal.ssf;

import io.agentidentity.signal.SignalType;
import org.keycloak.ssf.event.SsfEventValidationException;
import org.keycloak.ssf.event.caep.CaepEvent;

/** CAEP 1.0 section 3.2, which Keycloak 26.7 does not bring. */
public final class CaepTokenClaimsChange extends CaepEvent {

    public CaepTokenClaimsChange() {
        super(SignalType.TOKEN_CLAIMS_CHANGE.uri());
    }

    @Override
    public void validate() {
        if (!getAttributes().containsKey("claims")) {
            throw new SsfEventValidationException(getAlias(), "claims");
        }
    }
}
