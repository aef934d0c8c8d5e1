package io.agentidentity.audit.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.agentidentity.audit.delivery.Line;
import io.agentidentity.audit.delivery.Receiver;
import io.agentidentity.audit.delivery.Trouble;
import io.agentidentity.json.CanonicalJson;
import io.agentidentity.json.StrictJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file of JSON lines for each realm. What is written is on the disk before it counts as taken; half a line that a crash left is
 * cut off, and what was written before a crash is not written again.
 */
public final class FileReceiver implements Receiver {

    private static final String ENDING = ".jsonl";
    private static final int MOST_OF_A_LINE = 1024 * 1024;
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final DateTimeFormatter PUT_BY =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final FileOptions options;
    private final String name;
    private final Clock clock;

    /** The file of a realm. Whoever makes a realm may choose its id, but no path. */
    public FileReceiver(FileOptions options, String realmId, Clock clock) {
        this.options = options;
        this.name = PLAIN.matcher(realmId).matches()
                ? realmId
                : "realm-"
                        + CanonicalJson.digest(StrictJson.object().put("id", realmId))
                                .substring("sha-256:".length());
        this.clock = clock;
    }

    @Override
    public Taken send(List<Line> lines) {
        Path file = options.directory().resolve(name + ENDING);
        try {
            create(file);
            if (isFull(file)) {
                putBy(file);
                create(file);
            }
            append(file, lines);
            return new Taken(lines.size(), Optional.empty());
        } catch (IOException e) {
            return new Taken(
                    0,
                    Optional.of(Trouble.away(
                            "the file cannot be written: " + e.getClass().getSimpleName())));
        }
    }

    private static void create(Path file) throws IOException {
        try {
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
            } else {
                Files.createFile(file);
            }
        } catch (FileAlreadyExistsException e) {
            // It goes on.
        }
    }

    private static void append(Path file, List<Line> lines) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
            channel.truncate(endOfLine(channel, channel.size()));
            String last = lastId(channel);
            int from = 0;
            for (int i = 0; i < lines.size(); i++) {
                from = lines.get(i).id().equals(last) ? i + 1 : from;
            }
            StringBuilder text = new StringBuilder();
            // Whatever stands in the database, a record begins no second line.
            lines.subList(from, lines.size())
                    .forEach(line -> text.append(line.json().replace('\n', ' ').replace('\r', ' '))
                            .append('\n'));
            ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(UTF_8));
            channel.position(channel.size());
            while (bytes.hasRemaining()) {
                int written = channel.write(bytes);
                if (written < 0) {
                    throw new IOException("nothing was written");
                }
            }
            channel.force(true);
        }
    }

    private static String lastId(FileChannel channel) throws IOException {
        long end = channel.size();
        if (end == 0) {
            return "";
        }
        long begin = endOfLine(channel, end - 1);
        String line = new String(read(channel, begin, (int) Math.min(end - begin, MOST_OF_A_LINE)), UTF_8);
        try {
            return StrictJson.parse(line).path("id").asText();
        } catch (StrictJson.MalformedJson e) {
            return "";
        }
    }

    /** Where the last whole line before a place ends. */
    private static long endOfLine(FileChannel channel, long place) throws IOException {
        long from = Math.max(0, place - MOST_OF_A_LINE);
        byte[] bytes = read(channel, from, (int) (place - from));
        for (int i = bytes.length - 1; i >= 0; i--) {
            if (bytes[i] == '\n') {
                return from + i + 1;
            }
        }
        return from;
    }

    private static byte[] read(FileChannel channel, long from, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining() && channel.read(buffer, from + buffer.position()) > 0) {
            // As often as it takes.
        }
        byte[] bytes = new byte[buffer.position()];
        buffer.flip();
        buffer.get(bytes);
        return bytes;
    }

    private boolean isFull(Path file) throws IOException {
        long size = Files.size(file);
        return size > 0 && (size >= options.maxBytes() || isOld(file));
    }

    private boolean isOld(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file, UTF_8)) {
            String first = lines.findFirst().orElse("");
            Instant begun = Instant.parse(StrictJson.parse(first).path("time").asText());
            return begun.plus(options.maxAge()).isBefore(clock.instant());
        } catch (UncheckedIOException | StrictJson.MalformedJson | DateTimeParseException e) {
            // Somebody else wrote into it; its size still counts.
            return false;
        }
    }

    private void putBy(Path file) throws IOException {
        Files.move(file, options.directory().resolve(name + "." + PUT_BY.format(clock.instant()) + ENDING));
        if (options.keep() == 0) {
            return;
        }
        List<Path> old;
        try (Stream<Path> files = Files.list(options.directory())) {
            old = files.filter(one -> isPutBy(one.getFileName().toString()))
                    .sorted()
                    .toList();
        }
        for (Path one : old.subList(0, Math.max(0, old.size() - options.keep()))) {
            Files.delete(one);
        }
    }

    private boolean isPutBy(String file) {
        return file.startsWith(name + ".") && file.endsWith(ENDING) && !file.equals(name + ENDING);
    }
}
