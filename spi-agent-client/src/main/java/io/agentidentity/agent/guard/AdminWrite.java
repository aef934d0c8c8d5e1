package io.agentidentity.agent.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A write through Keycloak's admin REST API to one client or one user, told by method and path alone.
 *
 * @param realm name of the realm
 * @param target what the id names
 * @param id internal id, or where the target says so the client id
 * @param below path segments after the id
 */
record AdminWrite(String method, String realm, Target target, String id, List<String> below) {

    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");
    private static final Set<String> SAFE_FOR_CLIENTS =
            Set.of("push-revocation", "nodes", "test-nodes-available", "roles", "evaluate-scopes");
    private static final Set<String> REMOVABLE_FROM_CLIENTS = Set.of("protocol-mappers", "scope-mappings", "authz");
    private static final Set<String> REMOVABLE_FROM_USERS =
            Set.of("role-mappings", "groups", "credentials", "federated-identity", "consents");
    private static final Set<String> SAFE_FOR_USERS = Set.of("logout", "disable-credential-types");

    enum Target {
        CLIENT,
        CLIENT_BY_CLIENT_ID,
        USER
    }

    /** Whether a request can be such a write at all; nearly every request is answered here. */
    static boolean possible(String method) {
        return !READS.contains(method);
    }

    /** The write that the path names, wherever the server's root lies. Keycloak itself ignores matrix parameters and empty segments. */
    static Optional<AdminWrite> parse(String method, String path) {
        if (!path.contains("admin")) {
            return Optional.empty();
        }
        List<String> segments = segments(path);
        for (int i = 0; i + 4 < segments.size(); i++) {
            if ("admin".equals(segments.get(i))) {
                Optional<AdminWrite> write = parse(method, segments.subList(i + 1, segments.size()));
                if (write.isPresent()) {
                    return write;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<AdminWrite> parse(String method, List<String> segments) {
        String realm = segments.get(1);
        String kind = segments.get(2);
        if ("realms".equals(segments.get(0))) {
            List<String> below = segments.subList(4, segments.size());
            if ("clients".equals(kind)) {
                return Optional.of(new AdminWrite(method, realm, Target.CLIENT, segments.get(3), below));
            }
            if ("users".equals(kind)) {
                return Optional.of(new AdminWrite(method, realm, Target.USER, segments.get(3), below));
            }
        }
        // The experimental second version of the API; its third segment names the version.
        if ("api".equals(segments.get(0)) && "clients".equals(kind) && segments.size() > 4) {
            return Optional.of(new AdminWrite(
                    method, realm, Target.CLIENT_BY_CLIENT_ID, segments.get(4), segments.subList(5, segments.size())));
        }
        return Optional.empty();
    }

    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        for (String part : path.split("/", -1)) {
            int matrix = part.indexOf(';');
            String segment = matrix < 0 ? part : part.substring(0, matrix);
            if (!segment.isEmpty()) {
                segments.add(segment);
            }
        }
        return segments;
    }

    /**
     * Whether the write is harmless to an agent, or looked at elsewhere. What is not known here is not harmless.
     *
     * @param hasSecret whether the agent authenticates with a client secret
     */
    boolean harmless(boolean hasSecret) {
        boolean removes = "DELETE".equals(method);
        return switch (target) {
            case USER -> harmlessToAccount(removes);
            case CLIENT -> harmlessToClient(removes, hasSecret);
            // It writes roles of the service account together with the client; the guard does not see those.
            case CLIENT_BY_CLIENT_ID -> removes;
        };
    }

    private boolean harmlessToAccount(boolean removes) {
        if (below.isEmpty()) {
            return false;
        }
        return SAFE_FOR_USERS.contains(below.get(0)) || (removes && REMOVABLE_FROM_USERS.contains(below.get(0)));
    }

    private boolean harmlessToClient(boolean removes, boolean hasSecret) {
        if (below.isEmpty()) {
            return true;
        }
        String first = below.get(0);
        String last = below.get(below.size() - 1);
        return SAFE_FOR_CLIENTS.contains(first)
                || (removes && REMOVABLE_FROM_CLIENTS.contains(first))
                || ("client-secret".equals(first) && (removes || hasSecret))
                || ("certificates".equals(first) && "download".equals(last))
                || ("authz".equals(first) && "evaluate".equals(last));
    }

    /** What an administrator reads in the refusal and the record names as the act. */
    String name() {
        return target == Target.USER ? "The service account" : below.isEmpty() ? "The client" : below.get(0);
    }
}
