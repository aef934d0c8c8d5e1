package io.agentidentity.theme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ThemeFilesTest {

    private static final Pattern IMPORT = Pattern.compile("(?:from|import)\\s*\\(?[\"']\\./([^\"']+)[\"']");

    @Test
    void theLoaderOfTheAdminConsoleAndWhatItFetchesExist() throws IOException {
        assertScripts("admin", "keycloak.v2", "assets/agents-[\\w-]{8}\\.js");
    }

    @Test
    void theLoaderOfTheAccountConsoleAndWhatItFetchesExist() throws IOException {
        assertScripts("account", "keycloak.v3", "assets/my-agents-[\\w-]{8}\\.js");
    }

    @Test
    void whatIsBundledBringsItsLicences() throws IOException {
        assertThat(text("/META-INF/licenses/THIRD-PARTY.txt"))
                .containsPattern("(?m)^react 18\\.")
                .containsPattern("(?m)^react-dom 18\\.")
                .containsPattern("(?m)^@patternfly/react-core 5\\.")
                .contains("Permission is hereby granted, free of charge");
    }

    private void assertScripts(String type, String parent, String name) throws IOException {
        String root = "/theme/agents/" + type + "/";
        Properties theme = new Properties();
        try (InputStream in = getClass().getResourceAsStream(root + "theme.properties")) {
            theme.load(in);
        }
        assertThat(theme.getProperty("parent")).isEqualTo(parent);
        String script = theme.getProperty("scripts");
        assertThat(script).matches(name);
        int slash = script.lastIndexOf('/') + 1;
        String folder = root + "resources/" + script.substring(0, slash);

        Deque<String> open = new ArrayDeque<>(List.of(script.substring(slash)));
        Set<String> seen = new HashSet<>();
        while (!open.isEmpty()) {
            String file = open.pop();
            if (seen.add(file)) {
                Matcher imports = IMPORT.matcher(text(folder + file));
                while (imports.find()) {
                    open.add(imports.group(1));
                }
            }
        }
        assertThat(seen).hasSizeGreaterThan(1);
    }

    private static String text(String path) throws IOException {
        try (InputStream in = ThemeFilesTest.class.getResourceAsStream(path)) {
            assertThat(in).as(path).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
