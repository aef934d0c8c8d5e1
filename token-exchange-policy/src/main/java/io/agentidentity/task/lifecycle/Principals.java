package io.agentidentity.task.lifecycle;

import io.agentidentity.agent.lifecycle.AgentTasks.Ended;
import io.agentidentity.agent.lifecycle.AgentTasks.Ending;
import io.agentidentity.agent.owner.Owners;
import io.agentidentity.agent.owner.Owners.DirectoryAway;
import io.agentidentity.task.people.PeopleOut;
import io.agentidentity.task.store.TaskTrees;
import io.agentidentity.task.store.Which;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * The people for whom tasks run. What runs for somebody who is out ends for good, whoever notices: an event, a refusal or a chore.
 * So nothing of it goes on when the person is enabled again. While a directory does not answer nothing ends.
 */
public final class Principals {

    private static final Logger LOG = Logger.getLogger(Principals.class);

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());

    public Principals(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /** Ends all live tasks that run for a person. */
    public Ended end(String principalId, Ending ending) {
        return end(Which.ofPrincipal(principalId), ending);
    }

    private Ended end(Which which, Ending ending) {
        return new TaskEndings(session, realm)
                .endAll(which, ending, (signals, ended) -> signals.endedForPerson(ended, ending.by()));
    }

    /** The same for a person who is out, who is noted so that {@link #back} ends what slips through meanwhile. */
    public Ended out(String principalId, Ending ending) {
        new PeopleOut(session).note(realm.getId(), principalId, now);
        return end(principalId, ending);
    }

    /** Ends what was begun for a person while they were out: a request that was under way may have opened a task. */
    public void back(String principalId) {
        PeopleOut people = new PeopleOut(session);
        if (people.noted(realm.getId(), principalId)) {
            end(principalId, Ending.system("the person was out"));
            people.forget(realm.getId(), principalId);
        }
    }

    /**
     * Whether a person is there.
     *
     * @throws DirectoryAway if nobody can tell
     */
    public boolean there(String principalId) {
        return !new Owners(session, realm).out(principalId);
    }

    /**
     * Whether anything runs for a person that must not go on.
     *
     * @throws DirectoryAway if nobody can tell
     */
    public boolean overdue(String principalId) {
        return anyLive(Which.ofPrincipal(principalId))
                && (!there(principalId) || stale(principalId).isPresent());
    }

    /**
     * Ends what must not go on for a person.
     *
     * @throws DirectoryAway if nobody can tell
     */
    public void follow(String principalId) {
        if (!there(principalId)) {
            if (new PeopleOut(session).note(realm.getId(), principalId, now)) {
                new Owners(session, realm).lookAnew(principalId);
            }
            end(principalId, Ending.system("the person was found to be out"));
        } else {
            stale(principalId).ifPresent(which -> end(which, Ending.system("the person was logged out everywhere")));
        }
    }

    /** Tasks from before an administrator ended all sessions of the person, whose tokens are void. */
    private Optional<Which> stale(String principalId) {
        return new Owners(session, realm)
                .notBefore(principalId)
                .map(from -> Which.ofPrincipal(principalId, from))
                .filter(this::anyLive);
    }

    /**
     * Follows a person because of whom something was refused, in a transaction of its own, once: afterwards there is nothing left
     * to end. The refusal holds whether or not this works.
     */
    public void refused(String principalId) {
        try {
            if (overdue(principalId)) {
                KeycloakModelUtils.runJobInTransaction(
                        session.getKeycloakSessionFactory(),
                        session.getContext(),
                        own -> new Principals(own, realm).follow(principalId));
            }
        } catch (DirectoryAway e) {
            LOG.debugf("the directory of user %s does not answer; nothing is ended", principalId);
        } catch (RuntimeException e) {
            LOG.warnf(e, "what runs for user %s could not be ended; that is tried again", principalId);
        }
    }

    private boolean anyLive(Which which) {
        return new TaskTrees(session).anyLive(realm.getId(), which, now);
    }
}
