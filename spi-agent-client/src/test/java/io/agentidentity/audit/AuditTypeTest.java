package io.agentidentity.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AuditTypeTest {

    private static final Pattern TYPE = Pattern.compile("`(agent\\.[a-z_.]+\\.v[0-9]+)`");

    @Test
    void theReadmeListsEveryTypeAndNoOther() throws IOException {
        String readme = Files.readString(Path.of("../README.md"));
        String list = readme.substring(readme.indexOf("\nTypes: "));
        List<String> listed = TYPE.matcher(list.substring(0, list.indexOf("\n\n")))
                .results()
                .map(MatchResult::group)
                .map(type -> type.replace("`", ""))
                .toList();
        assertThat(listed)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(AuditType.values()).map(AuditType::wire).toList());
    }
}
