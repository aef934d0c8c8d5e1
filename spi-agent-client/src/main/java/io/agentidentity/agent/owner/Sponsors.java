package io.agentidentity.agent.owner;

import io.agentidentity.agent.Sponsor;
import io.agentidentity.agent.store.SponsorStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** The people behind an agent's sponsors. */
public final class Sponsors {

    /** A group is told by mail; more of its members than this are not. */
    private static final int MOST_OF_A_GROUP = 50;

    private final KeycloakSession session;
    private final RealmModel realm;

    public Sponsors(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /** Whether a person is a sponsor, by name or as member of a group. */
    public boolean includes(String agentId, UserModel person) {
        return new SponsorStore(session).of(agentId).stream().anyMatch(sponsor -> isOne(sponsor, person));
    }

    /** Whether a person is named as a sponsor themselves; only such a sponsor takes an agent over. */
    public boolean names(String agentId, UserModel person) {
        return new SponsorStore(session).of(agentId).contains(new Sponsor(Sponsor.Type.USER, person.getId()));
    }

    /** The enabled people to tell, each once. */
    public List<UserModel> people(String agentId) {
        Map<String, UserModel> people = new LinkedHashMap<>();
        for (Sponsor sponsor : new SponsorStore(session).of(agentId)) {
            members(sponsor)
                    .filter(UserModel::isEnabled)
                    .filter(user -> user.getServiceAccountClientLink() == null)
                    .forEach(user -> people.putIfAbsent(user.getId(), user));
        }
        return List.copyOf(people.values());
    }

    private Stream<UserModel> members(Sponsor sponsor) {
        if (sponsor.type() == Sponsor.Type.USER) {
            return Stream.ofNullable(session.users().getUserById(realm, sponsor.id()));
        }
        GroupModel group = session.groups().getGroupById(realm, sponsor.id());
        return group == null ? Stream.empty() : session.users().getGroupMembersStream(realm, group, 0, MOST_OF_A_GROUP);
    }

    private boolean isOne(Sponsor sponsor, UserModel person) {
        if (sponsor.type() == Sponsor.Type.USER) {
            return sponsor.id().equals(person.getId());
        }
        GroupModel group = session.groups().getGroupById(realm, sponsor.id());
        return group != null && person.isMemberOf(group);
    }
}
