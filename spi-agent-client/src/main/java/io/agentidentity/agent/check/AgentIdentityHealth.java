package io.agentidentity.agent.check;

import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Shows the problems of this server at {@code /health} and {@code /health/well}. It is neither readiness nor liveness: a server
 * with such a problem serves everybody but agents, and starting it again would not help.
 */
@Wellness
@ApplicationScoped
public class AgentIdentityHealth implements HealthCheck {

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("Agent identity").status(SelfCheck.passed());
        int number = 0;
        for (String problem : SelfCheck.problems()) {
            number++;
            response.withData("problem " + number, problem);
        }
        return response.build();
    }
}
