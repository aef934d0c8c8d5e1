package io.agentidentity.agent.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JarsTest {

    @Test
    void oneVersionOfEachIsAsItShouldBe() {
        assertThat(Jars.problems(Map.of("agents", List.of("1.0"), "tasks", List.of("1.0"))))
                .isEmpty();
        assertThat(Jars.problems(Map.of())).isEmpty();
    }

    @Test
    void anotherVersionIsNamed() {
        assertThat(Jars.problems(Map.of("agents", List.of("1.0"), "tasks", List.of("1.1"))))
                .singleElement()
                .asString()
                .contains("different versions", "agents=[1.0]", "tasks=[1.1]");
        assertThat(Jars.problems(Map.of("agents", List.of("1.0", "0.9"))))
                .singleElement()
                .asString()
                .contains("different versions");
    }

    @Test
    void theConsolesMayBeMissing() {
        assertThat(Jars.withoutConsoles(Map.of("agents", List.of("1.0"), "tasks", List.of("1.0"))))
                .isTrue();
        assertThat(Jars.withoutConsoles(Map.of("agents", List.of("1.0"), "consoles", List.of("1.0"))))
                .isFalse();
        assertThat(Jars.withoutConsoles(Map.of()))
                .as("where the class loader shows no manifests")
                .isFalse();
    }

    @Test
    void aSecondCopyIsNamed() {
        assertThat(Jars.problems(Map.of("agents", List.of("1.0", "1.0"))))
                .singleElement()
                .asString()
                .contains("twice");
    }
}
