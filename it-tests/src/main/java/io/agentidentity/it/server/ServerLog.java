package io.agentidentity.it.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The log file of a server. */
public record ServerLog(Path file) {

    /** A place in the log to read from later. */
    public long mark() {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All lines written since that place. */
    public List<String> since(long mark) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try (FileChannel channel = FileChannel.open(file).position(mark);
                InputStream in = Channels.newInputStream(channel)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The last lines written since that place, under a line that names the file. */
    public String tail(long mark, int lines) {
        List<String> all = since(mark);
        if (all.isEmpty()) {
            return "Server log " + file + ": nothing since";
        }
        return "Server log " + file + ":\n  "
                + String.join("\n  ", all.subList(Math.max(0, all.size() - lines), all.size()));
    }
}
