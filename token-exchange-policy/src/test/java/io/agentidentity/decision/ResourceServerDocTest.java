package io.agentidentity.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ResourceServerDocTest {

    private static final Path DOC = Path.of("../docs/resource-servers.md");
    private static final Path SAMPLE = Path.of("../it-tests/src/main/java/io/agentidentity/sample");
    private static final Pattern EXCERPT = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @Test
    void eachExcerptStandsInTheSample() throws IOException {
        String sample;
        try (Stream<Path> files = Files.list(SAMPLE)) {
            sample = files.map(ResourceServerDocTest::withoutIndent).collect(Collectors.joining());
        }
        List<String> excerpts = EXCERPT.matcher(Files.readString(DOC))
                .results()
                .map(match -> withoutIndent(match.group(1)))
                .toList();
        assertThat(excerpts).hasSizeGreaterThan(5);
        assertThat(excerpts).filteredOn(excerpt -> !sample.contains(excerpt)).isEmpty();
    }

    private static String withoutIndent(Path file) {
        try {
            return withoutIndent(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String withoutIndent(String code) {
        return code.lines().map(String::strip).collect(Collectors.joining("\n", "", "\n"));
    }
}
