package io.agentidentity.it.server;

import io.agentidentity.it.tls.TestCa;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A home that is unpacked, built and has booted once, with the database and the class archive of that boot. It is named
 * by what went into it; nothing in it changes afterwards but {@code runs}.
 */
record Bake(Path directory) {

    private static final String DONE = "done";

    /** Finds the home for this setup or makes it; drops those that it replaces. */
    static Bake of(ServerSetup setup, Workspace workspace) throws IOException, InterruptedException {
        List<Path> jars = jars(setup);
        String kind = setup.version()
                + (jars.isEmpty() ? "-stock" : "-bundle")
                + (setup.buildOptions().isEmpty() ? "" : "-" + digest(setup.buildOptions(), List.of()));
        Path all = Files.createDirectories(workspace.keycloak());
        List<String> words = new ArrayList<>(BuildOptions.ALWAYS);
        words.add(System.getProperty("java.vm.version"));
        Bake bake = new Bake(all.resolve(kind + "-h" + digest(words, jars)));
        try (FileChannel channel = FileChannel.open(
                        all.resolve(kind + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (lock.isValid() && !Files.exists(bake.directory.resolve(DONE))) {
                dropStale(all, kind + "-h");
                bake.make(setup, jars, workspace);
            }
            return bake;
        }
    }

    Path home() {
        return directory.resolve("home");
    }

    Path archive() {
        return directory.resolve("classes.jsa");
    }

    Path golden() {
        return directory.resolve("golden");
    }

    private void make(ServerSetup setup, List<Path> jars, Workspace workspace)
            throws IOException, InterruptedException {
        Trees.delete(directory);
        Files.createDirectories(golden());
        Distribution.of(setup.version(), workspace.root()).unpack(home());
        for (Path jar : jars) {
            Files.copy(jar, home().resolve("providers").resolve(jar.getFileName()));
        }
        ServerLog log = new ServerLog(directory.resolve("bake.log"));
        // Half the time of a build would go into compiling for a long run.
        List<String> brief = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
        try (ServerProcess process = ServerProcess.run(home(), brief, BuildOptions.of(setup), log)) {
            process.awaitSuccess();
        }
        if (!setup.ownDatabase()) {
            boot(TestCa.in(workspace.tls()), log);
        }
        Files.createFile(directory.resolve(DONE));
    }

    private void boot(TestCa ca, ServerLog log) throws IOException {
        Ports ports = Ports.free();
        List<String> jvm = List.of("-XX:+UseSerialGC", "-XX:ArchiveClassesAtExit=" + archive(), "-Xlog:all=error");
        try (ServerProcess process =
                ServerProcess.run(home(), jvm, StartOptions.of(ports, ca, StartOptions.database(golden())), log)) {
            process.awaitReady(ports.management());
            process.stopGracefully();
        }
    }

    /** A directory of one run, gone with the first bake or run after it that finds its process ended. */
    Path run(long owner, int port) throws IOException {
        Path runs = Files.createDirectories(directory.resolve("runs"));
        for (Path old : Trees.list(runs)) {
            if (!alive(old)) {
                Trees.delete(old);
            }
        }
        return Files.createDirectories(runs.resolve(owner + "-" + port));
    }

    private static boolean alive(Path run) {
        String pid = run.getFileName().toString().replaceFirst("-.*", "");
        return ProcessHandle.of(Long.parseLong(pid)).isPresent();
    }

    private static void dropStale(Path all, String prefix) throws IOException {
        for (Path old : Trees.list(all)) {
            if (old.getFileName().toString().startsWith(prefix)
                    && Trees.list(old.resolve("runs")).stream().noneMatch(Bake::alive)) {
                Trees.delete(old);
            }
        }
    }

    private static List<Path> jars(ServerSetup setup) throws IOException {
        List<Path> found = new ArrayList<>();
        if (setup.providers().isPresent()) {
            for (Path file : Trees.list(setup.providers().get())) {
                if (file.getFileName().toString().endsWith(".jar")) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    private static String digest(List<String> words, List<Path> files) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String word : words) {
                digest.update((word + "\0").getBytes(StandardCharsets.UTF_8));
            }
            for (Path file : files) {
                digest.update((file.getFileName() + "\0").getBytes(StandardCharsets.UTF_8));
                try (DigestInputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                    in.transferTo(OutputStream.nullOutputStream());
                }
            }
            return HexFormat.of().formatHex(Arrays.copyOf(digest.digest(), 6));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
