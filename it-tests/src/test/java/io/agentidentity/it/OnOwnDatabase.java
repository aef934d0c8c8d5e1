package io.agentidentity.it;

import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.server.Database;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A realm on a server of its own, in whose database a test does what no API does. */
@StartsServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OnOwnDatabase {

    private final String name;
    private final String[] options;

    OwnDatabase own;
    Database database;
    TestRealm realm;
    Scene scene;

    /**
     * A new realm whose name starts so.
     *
     * @param options with which the server starts
     */
    OnOwnDatabase(String name, String... options) {
        this.name = name;
        this.options = options.clone();
    }

    @BeforeAll
    void start(@TempDir Path directory) {
        own = OwnDatabase.start(directory, options);
        database = own.database();
        realm = Realms.on(own.server()).create(name);
        scene = new Scene(realm);
    }

    @AfterAll
    void stop() {
        own.close();
    }
}
