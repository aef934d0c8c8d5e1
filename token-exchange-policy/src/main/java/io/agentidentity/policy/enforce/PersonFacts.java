package io.agentidentity.policy.enforce;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.keycloak.models.ClientModel;
import org.keycloak.models.GroupModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.utils.RoleUtils;

/** What Keycloak knows of a user, as rules see it. */
final class PersonFacts {

    private PersonFacts() {}

    /** Paths of the groups that the user is in, and of all above them. */
    static List<String> groups(UserModel user) {
        TreeSet<String> paths = new TreeSet<>();
        user.getGroupsStream().forEach(group -> {
            for (GroupModel one = group; one != null; one = one.getParent()) {
                paths.add(KeycloakModelUtils.buildGroupPath(one));
            }
        });
        return List.copyOf(paths);
    }

    /** Names of all roles that the user has in whatever way; those of clients as {@code client:role}. */
    static List<String> roles(UserModel user) {
        return RoleUtils.getDeepUserRoleMappings(user).stream()
                .map(PersonFacts::name)
                .sorted()
                .toList();
    }

    static Map<String, List<String>> attributes(UserModel user) {
        Map<String, List<String>> attributes = new TreeMap<>();
        user.getAttributes().forEach((name, values) -> {
            if (values != null) {
                attributes.put(
                        name, values.stream().filter(value -> value != null).toList());
            }
        });
        return attributes;
    }

    private static String name(RoleModel role) {
        return role.getContainer() instanceof ClientModel client
                ? client.getClientId() + ":" + role.getName()
                : role.getName();
    }
}
