package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentidentity.it.controls.ControlsPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page of controls says what is so. */
class ControlsIT {

    private static final Path ROOT = Path.of("..");

    @Test
    void everyControlIsShownByTestsThatThereAreOrSaysWhatIsMissing() throws IOException {
        assertThat(ControlsPage.problems(ROOT)).isEmpty();
    }

    @Test
    void thePageIsTheOneThatTheTestsGive() throws IOException {
        assertThat(Files.readString(ROOT.resolve(ControlsPage.COMMITTED)))
                .as("write it anew with ./controls")
                .isEqualTo(ControlsPage.of(ROOT));
    }
}
