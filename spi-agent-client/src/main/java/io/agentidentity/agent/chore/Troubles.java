package io.agentidentity.agent.chore;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jboss.logging.Logger;

/** What a chore fails at, logged when it begins and when it is over rather than with each run. */
final class Troubles {

    private static final Logger LOG = Logger.getLogger(AgentChore.class);

    /** What is forgotten is logged once more. */
    private static final int MOST_REMEMBERED = 1000;

    private final Set<String> known = new LinkedHashSet<>();

    void note(String what, RuntimeException e) {
        if (known.size() >= MOST_REMEMBERED) {
            known.remove(known.iterator().next());
        }
        if (known.add(what)) {
            LOG.warnf(e, "%s could not be looked after; nothing is changed, and that is tried again", what);
        } else {
            LOG.debugf(e, "%s could still not be looked after", what);
        }
    }

    void over(String what) {
        if (known.remove(what)) {
            LOG.infof("%s can be looked after again", what);
        }
    }
}
