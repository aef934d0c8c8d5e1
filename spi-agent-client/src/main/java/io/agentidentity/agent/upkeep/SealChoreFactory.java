package io.agentidentity.agent.upkeep;

import io.agentidentity.agent.chore.AgentChore;
import io.agentidentity.agent.chore.AgentChoreFactory;
import io.agentidentity.audit.seal.Sealer;
import java.time.Instant;
import org.keycloak.models.KeycloakSessionFactory;

/** Seals records about a second after they were written, whichever node wrote them. */
public final class SealChoreFactory extends AgentChoreFactory {

    public SealChoreFactory() {
        super("audit-seal", 1);
    }

    @Override
    protected AgentChore chore() {
        return new SealChore();
    }

    @Override
    protected boolean leased() {
        return false;
    }

    private static final class SealChore extends AgentChore {

        @Override
        public void run(KeycloakSessionFactory factory, Instant now) {
            attempt(factory, "the search for records to seal", Sealer::waiting)
                    .ifPresent(realms -> realms.forEach(realm -> attempt("the seal of realm " + realm, () -> {
                        Sealer.seal(factory, realm);
                        return true;
                    })));
        }
    }
}
