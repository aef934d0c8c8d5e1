package io.agentidentity.agent.check;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.connections.jpa.JpaConnectionProviderFactory;
import org.keycloak.models.KeycloakSession;

/**
 * Whether what is read under a lock is what stands there now. Where a transaction goes on seeing what was there when it began,
 * a request that waited for an ending would go past it. Keycloak leaves this to the database, and MariaDB and MySQL begin with
 * REPEATABLE READ.
 */
final class Isolation {

    private Isolation() {}

    static List<String> problems(KeycloakSession session) {
        JpaConnectionProviderFactory database = (JpaConnectionProviderFactory)
                session.getKeycloakSessionFactory().getProviderFactory(JpaConnectionProvider.class);
        try (Connection connection = database.getConnection()) {
            return connection.getTransactionIsolation() == Connection.TRANSACTION_READ_COMMITTED
                    ? List.of()
                    : List.of(
                            "The database does not isolate transactions as READ COMMITTED: make that its default, or that of"
                                    + " Keycloak's connections, for MariaDB with"
                                    + " --db-url-properties=\"?sessionVariables=tx_isolation='READ-COMMITTED'\", for MySQL with"
                                    + " transaction_isolation in place of tx_isolation");
        } catch (SQLException e) {
            return List.of("The database does not say how it isolates transactions: " + e.getMessage());
        }
    }
}
