package io.agentidentity.it.server;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where things lie in the source tree, found by walking up from the working directory. */
record Workspace(Path root) {

    static Workspace find() {
        Path start = Path.of("").toAbsolutePath();
        for (Path dir = start; dir != null; dir = dir.getParent()) {
            if (Files.exists(dir.resolve("mvnw")) && Files.exists(dir.resolve("pom.xml"))) {
                return new Workspace(dir);
            }
        }
        throw new IllegalStateException("Not inside the source tree: " + start);
    }

    Path providers() {
        return root.resolve("target").resolve("providers");
    }

    /** Baked homes, and one directory for each run with its database. */
    Path keycloak() {
        return root.resolve("it-tests").resolve("target").resolve("keycloak");
    }

    /** The certificate authority of all servers of this build. */
    Path tls() {
        return keycloak().resolve("tls");
    }

    Path logs() {
        return root.resolve("it-tests").resolve("target").resolve("server-logs");
    }
}
