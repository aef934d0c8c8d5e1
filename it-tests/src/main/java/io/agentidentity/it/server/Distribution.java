package io.agentidentity.it.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The distribution of one Keycloak version, out of the local Maven repository. */
record Distribution(Path zip) {

    /** Looks it up; has Maven fetch it if it is not there yet. */
    static Distribution of(String version, Path root) throws IOException, InterruptedException {
        Path repository = Path.of(System.getProperty(
                "maven.repo.local",
                Path.of(System.getProperty("user.home"), ".m2", "repository").toString()));
        Path zip = repository.resolve(
                "org/keycloak/keycloak-quarkus-dist/" + version + "/keycloak-quarkus-dist-" + version + ".zip");
        if (!Files.exists(zip)) {
            fetch(version, root, repository);
        }
        return new Distribution(zip);
    }

    private static void fetch(String version, Path root, Path repository) throws IOException, InterruptedException {
        List<String> command = List.of(
                root.resolve("mvnw").toString(),
                "-q",
                "-B",
                "-N",
                "-Dmaven.repo.local=" + repository,
                "dependency:get",
                "-Dtransitive=false",
                "-Dartifact=org.keycloak:keycloak-quarkus-dist:" + version + ":zip");
        Process maven = new ProcessBuilder(command)
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!maven.waitFor(15, TimeUnit.MINUTES) || maven.exitValue() != 0) {
                throw new IOException("Could not fetch Keycloak " + version + " by: " + String.join(" ", command));
            }
        } finally {
            ServerProcess.endTree(maven);
        }
    }

    /** Unpacks it without its top directory. */
    void unpack(Path home) throws IOException {
        try (ZipFile file = new ZipFile(zip.toFile())) {
            for (Enumeration<? extends ZipEntry> entries = file.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                Path target = home.resolve(
                                entry.getName().substring(entry.getName().indexOf('/') + 1))
                        .normalize();
                if (!target.startsWith(home)) {
                    throw new IOException("Entry outside of the archive: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    try (InputStream in = file.getInputStream(entry)) {
                        Files.copy(in, target);
                    }
                }
            }
        }
        if (!home.resolve("bin/kc.sh").toFile().setExecutable(true)) {
            throw new IOException("Could not make bin/kc.sh executable in " + home);
        }
    }
}
