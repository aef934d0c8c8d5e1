package io.agentidentity.agent.check;

import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;

/**
 * What is wrong with this server. While something is, agents get nothing and nothing of theirs is good; everybody else is served.
 *
 * <p>The one state that belongs to the process: it says how the process was built and started.
 */
public final class SelfCheck {

    private static final Logger LOG = Logger.getLogger(SelfCheck.class);

    private static volatile List<String> problems = List.of("the check at start has not run");

    private SelfCheck() {}

    public static boolean passed() {
        return problems.isEmpty();
    }

    /** In words for whoever runs the server; empty if all is well. */
    public static List<String> problems() {
        return problems;
    }

    /** Looks at the server that has just started. */
    public static void run(KeycloakSession session) {
        List<String> found = new ArrayList<>(Wiring.problems(session));
        found.addAll(Jars.problems());
        found.addAll(Isolation.problems(session));
        problems = List.copyOf(found);
        if (Jars.withoutConsoles()) {
            LOG.warn(
                    "The JAR admin-theme is missing: agents are served, but the admin and account consoles do not show them.");
        }
        if (!found.isEmpty()) {
            LOG.errorf(
                    "Agent identity is NOT in force: no agent gets a token and no token of an agent is good, until this is put right."
                            + " Other clients are served. %s.",
                    String.join("; ", found));
        }
    }
}
