package io.agentidentity.agent.chore;

import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.KeycloakTransactionManager;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RealmProvider;

/** As much of a server as a chore needs: sessions, realms of which one is missing, and the one row of a lease. */
final class FakeServer {

    static final String MISSING_REALM = "missing";

    /** Until when the lease is taken, or {@code null} before there is one. */
    Long takenUntil;

    int updates;

    KeycloakSessionFactory factory() {
        return fake(KeycloakSessionFactory.class, Map.of("create", args -> session()));
    }

    private KeycloakSession session() {
        Map<String, Object> attributes = new HashMap<>();
        RealmModel realm = fake(RealmModel.class, Map.of());
        return fake(
                KeycloakSession.class,
                Map.of(
                        "getTransactionManager", args -> fake(KeycloakTransactionManager.class, Map.of()),
                        "getContext", args -> fake(KeycloakContext.class, Map.of()),
                        "getAttribute", args -> attributes.get((String) args[0]),
                        "setAttribute", args -> attributes.put((String) args[0], args[1]),
                        "realms",
                                args -> fake(
                                        RealmProvider.class,
                                        Map.of("getRealm", id -> MISSING_REALM.equals(id[0]) ? null : realm)),
                        "getProvider",
                                args -> fake(
                                        JpaConnectionProvider.class, Map.of("getEntityManager", none -> entities()))));
    }

    private EntityManager entities() {
        return fake(
                EntityManager.class,
                Map.of(
                        "createQuery", args -> query(),
                        "find", args -> takenUntil == null ? null : new AgentLeaseEntity(),
                        "persist", args -> takenUntil = ((AgentLeaseEntity) args[0]).takenUntil));
    }

    /** The two updates of a lease: of a free one, and of one that is held. */
    private Query query() {
        Map<String, Object> values = new HashMap<>();
        List<Query> self = new ArrayList<>();
        self.add(fake(
                Query.class,
                Map.of(
                        "setParameter",
                        args -> {
                            values.put((String) args[0], args[1]);
                            return self.get(0);
                        },
                        "executeUpdate",
                        args -> update(values))));
        return self.get(0);
    }

    private int update(Map<String, Object> values) {
        boolean matches = takenUntil != null
                && (values.containsKey("held")
                        ? takenUntil.equals(values.get("held"))
                        : takenUntil <= (Long) values.get("now"));
        if (matches) {
            takenUntil = (Long) values.get("until");
            updates++;
        }
        return matches ? 1 : 0;
    }

    private static <T> T fake(Class<T> type, Map<String, Function<Object[], Object>> answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> {
            Function<Object[], Object> answer = answers.get(method.getName());
            if (answer != null) {
                Object result = answer.apply(args == null ? new Object[0] : args);
                return method.getReturnType() == void.class ? null : result;
            }
            return method.getReturnType() == boolean.class ? (Object) false : null;
        }));
    }
}
