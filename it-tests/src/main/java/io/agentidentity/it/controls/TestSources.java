package io.agentidentity.it.controls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The tests that there are, by their sources. */
final class TestSources {

    private static final Pattern MARK =
            Pattern.compile("(?: {4}){1,2}@(Test|ParameterizedTest|TestFactory|Property)\\b.*");
    private static final Pattern METHOD = Pattern.compile("(?: {4}){1,2}(?:[\\w<>]+ )?(?:void|[\\w<>]+) (\\w+)\\(.*");
    private static final Pattern NUMBERED = Pattern.compile("(?:^|And|ct\\d{2})(?:ac)?(\\d{2})(?=[A-Z]|And)");

    private TestSources() {}

    /** All tests below a directory, as {@code Class.method}. */
    static List<String> below(Path root) throws IOException {
        List<String> tests = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(path -> path.toString().matches(".*/src/test/java/.*(IT|Test)\\.java"))
                    .sorted()
                    .toList()) {
                String name = file.getFileName().toString().replace(".java", "");
                boolean marked = false;
                for (String line : Files.readAllLines(file)) {
                    marked |= MARK.matcher(line).matches();
                    Matcher method = METHOD.matcher(line);
                    if (marked && method.matches()) {
                        tests.add(name + "." + method.group(1));
                        marked = false;
                    }
                }
            }
        }
        return tests;
    }

    /** Whether a test bears the number of an abuse case, as {@code ac30And75ABoundToken…} does those of two. */
    static boolean bears(String test, String id) {
        String method = test.substring(test.indexOf('.') + 1);
        if (!id.startsWith("AC-") || !method.matches("(ct\\d{2})?ac\\d{2}.*")) {
            return false;
        }
        return NUMBERED.matcher(method)
                .results()
                .anyMatch(number -> id.equals(String.format(Locale.ROOT, "AC-%s", number.group(1))));
    }
}
