package io.agentidentity.granting;

import io.agentidentity.granting.Subject.Source;
import io.agentidentity.task.Authority;
import io.agentidentity.task.Authority.Rights;
import io.agentidentity.task.Task;
import io.agentidentity.token.VerifiedToken;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keycloak.models.RealmModel;
import org.keycloak.representations.AccessToken.Access;

/**
 * What a live task token is good for at this moment: what it says, without what its agents' ceilings or the person have lost since.
 * Reads nothing but what verifying the token has read, and what Keycloak keeps in its caches.
 */
public final class Holding {

    private final RealmModel realm;

    public Holding(RealmModel realm) {
        this.realm = realm;
    }

    /** Answers what is left of the token's authority; empty if that is nothing. */
    public Optional<Authority> of(VerifiedToken verified) {
        Task task = verified.task().orElseThrow();
        Subject subject = Subject.ofTask(Source.OWN_TASK, verified);
        Map<String, Access> access = verified.token().getResourceAccess();
        String server = access.keySet().stream().findFirst().orElse("");
        Set<String> roles = access.isEmpty() ? Set.of() : access.get(server).getRoles();
        Rights rights = subject.rights().orElseThrow();
        LivePerson person = new LivePerson(realm, verified.subject(), verified.client());
        return Bounds.of(verified.agent(), task.ground(), verified.line(), person, person::clientId)
                .remaining(new Authority(task.authority().target(), subject.scopes(), roles, rights), server);
    }
}
