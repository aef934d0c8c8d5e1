package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentidentity.it.server.ServerSetup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What is in the JARs that go into a server beside everything else that runs there. */
class ProvidersIT {

    private static final long MOST_BYTES = 6_000_000;

    @Test
    void noJarBringsAClassThatAnotherOneCouldHaveToo() throws IOException {
        for (Path path : jars()) {
            try (JarFile jar = new JarFile(path.toFile())) {
                assertThat(jar.stream().map(ZipEntry::getName).filter(name -> name.endsWith(".class")))
                        .as("%s", path)
                        .isNotEmpty()
                        .allMatch(name ->
                                name.startsWith("io/agentidentity/") || name.startsWith("agentidentity/shaded/"));
            }
        }
    }

    @Test
    void noJarIsLargerThanWhatItNeedsOfItsLibraries() throws IOException {
        for (Path path : jars()) {
            assertThat(Files.size(path)).as("%s", path).isLessThan(MOST_BYTES);
        }
    }

    @Test
    void whatIsShadedBringsClassesOnlyAndItsLicences() throws IOException {
        for (Path path : jars()) {
            try (JarFile jar = new JarFile(path.toFile())) {
                assertThat(jar.stream().filter(entry -> !entry.isDirectory()).map(ZipEntry::getName))
                        .as("%s", path)
                        .noneMatch(name -> name.startsWith("agentidentity/") && !name.endsWith(".class"))
                        .noneMatch(name -> name.startsWith("META-INF/services/com.google"))
                        .noneMatch(name -> name.startsWith("META-INF/maven/") && !name.contains("io.agentidentity"));
                boolean bundles = jar.stream()
                        .map(ZipEntry::getName)
                        .anyMatch(name -> name.startsWith("agentidentity/shaded/cel/") || name.endsWith(".js"));
                assertThat(jar.getEntry("META-INF/licenses/THIRD-PARTY.txt") != null)
                        .as("%s", path)
                        .isEqualTo(bundles);
            }
        }
    }

    private static List<Path> jars() throws IOException {
        try (Stream<Path> files =
                Files.list(ServerSetup.fromProperties().providers().orElseThrow())) {
            return files.toList();
        }
    }
}
