package io.agentidentity.agent.lifecycle;

import io.agentidentity.agent.Agent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** The names of the members that differ between two states of an agent. */
final class Changes {

    private Changes() {}

    static List<String> between(Agent before, Agent after, boolean sponsors) {
        List<String> changed = new ArrayList<>();
        compare("name", Agent::name, before, after, changed);
        compare("description", Agent::description, before, after, changed);
        compare("purpose", Agent::purpose, before, after, changed);
        compare("environment", Agent::environment, before, after, changed);
        compare("owner", Agent::ownerId, before, after, changed);
        compare("expiresAt", Agent::expiresAt, before, after, changed);
        compare("delegation", Agent::delegation, before, after, changed);
        compare("ceiling", Agent::ceiling, before, after, changed);
        compare("autonomous", Agent::autonomous, before, after, changed);
        compare("strictness", Agent::strictness, before, after, changed);
        compare("facts", Agent::facts, before, after, changed);
        compare("credential", Agent::credential, before, after, changed);
        if (sponsors) {
            changed.add("sponsors");
        }
        return changed;
    }

    private static void compare(
            String name, Function<Agent, Object> member, Agent before, Agent after, List<String> changed) {
        if (!Objects.equals(member.apply(before), member.apply(after))) {
            changed.add(name);
        }
    }
}
