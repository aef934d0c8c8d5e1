package io.agentidentity.agent.check;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.Manifest;

/** Whether the JARs of ours that the server runs are each there once, and of one version. */
final class Jars {

    private static final String TITLE = "Keycloak Agent Identity: ";

    private Jars() {}

    static List<String> problems() {
        try {
            return problems(versions());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> problems(Map<String, List<String>> versions) {
        List<String> problems = new ArrayList<>();
        if (versions.values().stream().flatMap(List::stream).distinct().count() > 1) {
            problems.add("The JARs are of different versions " + versions
                    + ": copy all of one release into the directory providers and build the server anew");
        } else if (versions.values().stream().anyMatch(found -> found.size() > 1)) {
            problems.add("A JAR is there twice " + versions + ": remove one and build the server anew");
        }
        return problems;
    }

    /** Whether the one JAR is missing without which agents are served all the same. */
    static boolean withoutConsoles() {
        try {
            return withoutConsoles(versions());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static boolean withoutConsoles(Map<String, List<String>> versions) {
        return !versions.isEmpty() && !versions.containsKey("consoles");
    }

    /** What each JAR of ours is for, and its versions; nothing where the class loader shows no manifests. */
    private static Map<String, List<String>> versions() throws IOException {
        Map<String, List<String>> versions = new TreeMap<>();
        for (URL url : Collections.list(Jars.class.getClassLoader().getResources("META-INF/MANIFEST.MF"))) {
            try (InputStream in = url.openStream()) {
                Attributes attributes = new Manifest(in).getMainAttributes();
                String title = attributes.getValue(Attributes.Name.IMPLEMENTATION_TITLE);
                if (title != null && title.startsWith(TITLE)) {
                    versions.computeIfAbsent(title.substring(TITLE.length()), name -> new ArrayList<>())
                            .add(String.valueOf(attributes.getValue(Attributes.Name.IMPLEMENTATION_VERSION)));
                }
            }
        }
        return versions;
    }
}
