package io.agentidentity.task.sweep;

import io.agentidentity.agent.chore.AgentChore;
import io.agentidentity.agent.owner.Owners.DirectoryAway;
import io.agentidentity.task.lifecycle.Principals;
import io.agentidentity.task.people.PeopleOut;
import io.agentidentity.task.store.AgedRows;
import io.agentidentity.task.store.TaskTrees;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/**
 * Finds people for whom tasks run and who are out although no event of Keycloak's said so, as when they were disabled in a
 * directory, and people who are back. A directory that does not answer ends nothing.
 */
final class PeopleChore extends AgentChore {

    private static final Logger LOG = Logger.getLogger(PeopleChore.class);
    private static final int BATCH = 100;

    /** Longer than any task lives, so that whatever was under way when somebody was noted is long over. */
    private static final Duration NOTES_COUNT_FOR = Duration.ofDays(1);

    @Override
    public void run(KeycloakSessionFactory factory, Instant now) {
        Set<String> realms = attempt(factory, "the realms with tasks", session -> {
                    new PeopleOut(session).forgetBefore(now.minus(NOTES_COUNT_FOR));
                    return new AgedRows(session).realms();
                })
                .orElse(Set.of());
        for (String realmId : realms) {
            follow(
                    factory,
                    realmId,
                    (session, after) -> new PeopleOut(session).page(realmId, after, BATCH),
                    Principals::there,
                    Principals::back);
            follow(
                    factory,
                    realmId,
                    (session, after) -> new TaskTrees(session).principals(realmId, after, BATCH, now),
                    Principals::overdue,
                    Principals::follow);
        }
    }

    /**
     * Looks at a page of people in one transaction, and changes each in a transaction of their own: looking at the next one may make
     * Keycloak remove a person in a transaction beside this one, which would wait for rows that this one has locked.
     */
    private void follow(
            KeycloakSessionFactory factory,
            String realmId,
            BiFunction<KeycloakSession, String, List<String>> page,
            BiPredicate<Principals, String> due,
            BiConsumer<Principals, String> step) {
        String after = "";
        while (after != null && goOn()) {
            String from = after;
            List<String> people = attempt(factory, "people of realm " + realmId, session -> page.apply(session, from))
                    .orElse(List.of());
            List<String> found = attempt(
                            factory, "people to look at of realm " + realmId, realmId, (session, realm) -> {
                                Principals principals = new Principals(session, realm);
                                return people.stream()
                                        .filter(person -> known(principals, person, due))
                                        .toList();
                            })
                    .orElse(List.of());
            for (String person : found) {
                attempt(factory, "user " + person + " of realm " + realmId, realmId, (session, realm) -> {
                    step.accept(new Principals(session, realm), person);
                    return true;
                });
            }
            after = people.size() < BATCH ? null : people.get(people.size() - 1);
        }
    }

    private static boolean known(Principals principals, String person, BiPredicate<Principals, String> due) {
        try {
            return due.test(principals, person);
        } catch (DirectoryAway e) {
            LOG.warnf("the directory of user %s does not answer; nothing is ended", person);
            return false;
        }
    }
}
