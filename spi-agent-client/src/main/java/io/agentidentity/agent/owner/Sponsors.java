package io.agentidentity.agent.owner;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Sponsor;
import io.agentidentity.agent.store.SponsorStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** The people behind an agent's sponsors. */
public final class Sponsors {

    private static final Logger LOG = Logger.getLogger(Sponsors.class);

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

    /** The ids of the groups that a person belongs to, with those above them. */
    public Set<String> groupsOf(UserModel person) {
        return Owners.answered(() -> person.getGroupsStream()
                .flatMap(group -> Stream.iterate(group, Objects::nonNull, GroupModel::getParent))
                .map(GroupModel::getId)
                .collect(Collectors.toSet()));
    }

    /** Whether a person is named as a sponsor themselves; only such a sponsor takes an agent over. */
    public boolean names(String agentId, UserModel person) {
        return new SponsorStore(session).of(agentId).contains(new Sponsor(Sponsor.Type.USER, person.getId()));
    }

    /** The people to tell, each once. A directory that does not answer keeps nobody from being told later. */
    public List<UserModel> people(String agentId) {
        Map<String, UserModel> people = new LinkedHashMap<>();
        for (Sponsor sponsor : new SponsorStore(session).of(agentId)) {
            members(sponsor)
                    .flatMap(id -> new Owners(session, realm).toTell(id).stream())
                    .forEach(user -> people.putIfAbsent(user.getId(), user));
        }
        return List.copyOf(people.values());
    }

    /** The owner of an agent and its sponsors, to be told, each once. */
    public List<UserModel> withOwner(Agent agent) {
        Stream<UserModel> owner = new Owners(session, realm).toTell(agent.ownerId()).stream();
        Stream<UserModel> sponsors =
                people(agent.id()).stream().filter(one -> !one.getId().equals(agent.ownerId()));
        return Stream.concat(owner, sponsors).toList();
    }

    private Stream<String> members(Sponsor sponsor) {
        if (sponsor.type() == Sponsor.Type.USER) {
            return Stream.of(sponsor.id());
        }
        GroupModel group = session.groups().getGroupById(realm, sponsor.id());
        return group == null ? Stream.empty() : members(group).stream();
    }

    private List<String> members(GroupModel group) {
        try {
            return session.users()
                    .getGroupMembersStream(realm, group, 0, MOST_OF_A_GROUP)
                    .map(UserModel::getId)
                    .toList();
        } catch (RuntimeException e) {
            LOG.warnf("members of group %s are not told, because their directory does not answer", group.getId());
            return List.of();
        }
    }

    private boolean isOne(Sponsor sponsor, UserModel person) {
        if (sponsor.type() == Sponsor.Type.USER) {
            return sponsor.id().equals(person.getId());
        }
        GroupModel group = session.groups().getGroupById(realm, sponsor.id());
        return group != null && Owners.answered(() -> person.isMemberOf(group));
    }
}
