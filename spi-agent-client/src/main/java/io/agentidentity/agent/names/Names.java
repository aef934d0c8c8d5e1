package io.agentidentity.agent.names;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.AgentSpec;
import io.agentidentity.agent.Ceiling;
import io.agentidentity.agent.Ceiling.Autonomous;
import io.agentidentity.agent.Delegation;
import io.agentidentity.agent.ResourceUri;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The client ids in a record, but for those of delegates. */
final class Names {

    private Names() {}

    static List<String> ofClients(AgentSpec spec) {
        return ofClients(spec.ceiling(), spec.autonomous(), spec.delegation());
    }

    static List<String> ofClients(Agent agent) {
        return ofClients(agent.ceiling(), agent.autonomous(), agent.delegation());
    }

    private static List<String> ofClients(Ceiling ceiling, Optional<Autonomous> autonomous, Delegation delegation) {
        return Stream.of(
                        clients(ceiling.targets()),
                        autonomous.stream().flatMap(most -> clients(most.targets())),
                        ceiling.roles().stream().map(Names::clientOf),
                        delegation.apps().stream())
                .flatMap(names -> names)
                .distinct()
                .toList();
    }

    private static Stream<String> clients(List<String> targets) {
        return targets.stream().filter(target -> !ResourceUri.looksLikeUri(target));
    }

    /** The client of a role written {@code client:role}. */
    static String clientOf(String role) {
        return role.substring(0, role.indexOf(':'));
    }
}
