package io.agentidentity.signal.ssf;

import io.agentidentity.signal.SignalType;
import java.util.List;
import org.keycloak.ssf.event.SsfEventValidationException;
import org.keycloak.ssf.event.caep.CaepEvent;

/** CAEP 1.0 section 3.8, which Keycloak 26.7 does not bring. */
public final class CaepRiskLevelChange extends CaepEvent {

    public CaepRiskLevelChange() {
        super(SignalType.RISK_LEVEL_CHANGE.uri());
    }

    @Override
    public void validate() {
        for (String member : List.of("principal", "current_level")) {
            if (!getAttributes().containsKey(member)) {
                throw new SsfEventValidationException(getAlias(), member);
            }
        }
    }
}
