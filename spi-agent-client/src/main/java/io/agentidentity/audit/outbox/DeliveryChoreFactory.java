package io.agentidentity.audit.outbox;

import io.agentidentity.agent.chore.AgentChore;
import io.agentidentity.agent.chore.AgentChoreFactory;
import io.agentidentity.audit.file.FileOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.keycloak.Config;

/**
 * Sends sealed records to the sinks of all realms. Each node looks what is due; who sends to a sink is settled sink by sink. The
 * option {@code file-directory} has a node write a file for each realm as well; no administrator of a realm chooses a path.
 */
public final class DeliveryChoreFactory extends AgentChoreFactory {

    private static final int STANDARD_MEGABYTES = 100;
    private static final int STANDARD_HOURS = 24;
    private static final int STANDARD_KEEP = 30;

    private Optional<FileOptions> files = Optional.empty();

    public DeliveryChoreFactory() {
        super("audit-delivery", 1);
    }

    @Override
    public void init(Config.Scope config) {
        super.init(config);
        files = Optional.ofNullable(config.get("file-directory"))
                .filter(text -> !text.isBlank())
                .map(text -> {
                    Path directory = Path.of(text);
                    if (!directory.isAbsolute() || !Files.isDirectory(directory)) {
                        throw new IllegalStateException(
                                "file-directory of the chore audit-delivery must be the absolute path of a directory");
                    }
                    return new FileOptions(
                            directory,
                            Math.max(1, config.getInt("file-max-megabytes", STANDARD_MEGABYTES)) * 1024L * 1024L,
                            Duration.ofHours(Math.max(1, config.getInt("file-max-hours", STANDARD_HOURS))),
                            Math.max(0, config.getInt("file-keep", STANDARD_KEEP)));
                });
    }

    @Override
    protected AgentChore chore() {
        return new DeliveryChore(files);
    }

    @Override
    protected boolean leased() {
        return false;
    }
}
