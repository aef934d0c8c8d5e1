package io.agentidentity.it.bench;

import io.agentidentity.it.realm.AdminApi;
import io.agentidentity.it.realm.Person;
import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.server.DistributionServer;
import io.agentidentity.it.server.ServerSetup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether lists of agents take as long in a realm of many as in a realm of few, next to Keycloak's own list of clients. */
final class ListBenchmark implements Benchmark {

    private static final List<Integer> SIZES = List.of(100, 10_000, 100_000);
    private static final int ASKED = 5;
    private static final int WARM_UP = 10;

    @Override
    public void run(int rounds, Report report) {
        report.say(
                "Medians in ms of one request after another, in realms of 100, 10,000 and 100,000 agents, 20 to a page.");
        report.say(
                "Beside them Keycloak's own list of the clients, or count of the users, of the same realm, of which there are");
        report.say(
                "as many. All but a few are written into the database directly, as copies of one made through the API.");
        String version = System.getProperty("keycloak.version", ServerSetup.newestVersion());
        try {
            onH2(version, rounds, report);
            onPostgres(version, rounds, report);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void onH2(String version, int rounds, Report report) throws IOException {
        Path directory = Files.createTempDirectory("agents-bench");
        // H2 would answer the same question from its last answer, until the next write of anyone.
        String url = "jdbc:h2:file:" + directory.resolve("keycloakdb")
                + ";NON_KEYWORDS=VALUE;AUTO_SERVER=TRUE;OPTIMIZE_REUSE_RESULTS=FALSE";
        ServerSetup setup = ServerSetup.bundle(version)
                .withStartOptions("--db-url=" + url, "--db-username=sa", "--db-password=password");
        try (DistributionServer server = DistributionServer.start(sized(setup))) {
            measure("H2", server, new Population(server.libraries(), url, "sa", "password"), rounds, report);
        }
    }

    private static void onPostgres(String version, int rounds, Report report) {
        try (PostgresServer postgres = PostgresServer.start(sized(ServerSetup.bundle(version)))) {
            Population population = new Population(
                    postgres.server().libraries(), postgres.url(), PostgresServer.USER, PostgresServer.PASSWORD);
            measure("PostgreSQL", postgres.server(), population, rounds, report);
        }
    }

    private static ServerSetup sized(ServerSetup setup) {
        return setup.withJvmOptions("-XX:+UseSerialGC", "-Xms512m", "-Xmx512m");
    }

    private static void measure(
            String database, DistributionServer server, Population population, int rounds, Report report) {
        report.say("");
        report.say(database);
        for (int size : SIZES) {
            TestRealm realm = Realms.on(server).create("agents-" + size);
            Person owner = realm.person("alice");
            Person other = realm.person("bob");
            TestAgent template = realm.agent("agent-template", spec -> spec.owner(owner));
            realm.agent("rare-bird", spec -> spec.owner(other).sponsors(owner).environment("development"));
            population.fill(template.id(), owner.id(), size - 2);
            questions(size).forEach((question, path) -> {
                double[] both = ask(realm.admin(), path, theirs(question, size), rounds * ASKED);
                report.add(new Row(
                        database + ", " + size + " agents, " + question, both[0], both[1], "ms", rounds * ASKED));
            });
        }
    }

    private static Map<String, String> questions(int size) {
        Map<String, String> paths = new LinkedHashMap<>();
        paths.put("first page", "/agents?max=20");
        paths.put("page in the middle", "/agents?max=20&first=" + size / 2);
        paths.put("search, one found", "/agents?max=20&search=rare");
        paths.put("search, all found", "/agents?max=20&search=agent");
        paths.put("owner with one", "/agents?max=20&owner=bob");
        paths.put("owner with all but one", "/agents?max=20&owner=alice");
        paths.put("sponsor", "/agents?max=20&sponsor=alice");
        paths.put("environment, one found", "/agents?max=20&environment=development");
        paths.put("status, all found", "/agents?max=20&status=active");
        paths.put("status, none found", "/agents?max=20&status=retired");
        paths.put("by last use", "/agents?max=20&sort=-lastUsedAt");
        paths.put("status, orphaned, none found", "/agents?max=20&status=orphaned");
        paths.put("search and status, all found", "/agents?max=20&search=agent&status=active&environment=production");
        paths.put("search, one found, and environment", "/agents?max=20&search=rare&environment=development");
        paths.put("expiring, none found", "/agents?max=20&expiringBefore=2040-01-01T00:00:00Z");
        paths.put("by name, page in the middle", "/agents?max=20&sort=name&first=" + size / 2);
        paths.put("count up to 1000", "/agents/count?max=1000");
        paths.put("count up to 1000, status, all found", "/agents/count?max=1000&status=active");
        paths.put("count up to 1000, search, all found", "/agents/count?max=1000&search=agent");
        paths.put("count up to 1000, owner with all but one", "/agents/count?max=1000&owner=alice");
        paths.put("count, one found", "/agents/count?search=rare");
        paths.put("count of all", "/agents/count");
        paths.put("count of all, status", "/agents/count?status=active");
        paths.put("count of all, search", "/agents/count?search=agent");
        return paths;
    }

    private static String theirs(String question, int size) {
        if (question.startsWith("count")) {
            return question.contains("search") ? "/users/count?search=user" : "/users/count";
        }
        if (question.contains("in the middle")) {
            return "/clients?max=20&first=" + size / 2;
        }
        return question.contains("search") ? "/clients?max=20&search=true&clientId=rare" : "/clients?max=20";
    }

    /** Both sides take turns. */
    private static double[] ask(AdminApi admin, String ours, String theirs, int times) {
        double[] first = new double[times];
        double[] second = new double[times];
        for (int i = -WARM_UP; i < times; i++) {
            double one = millis(admin, ours);
            double two = millis(admin, theirs);
            if (i >= 0) {
                first[i] = one;
                second[i] = two;
            }
        }
        return new double[] {Samples.median(first), Samples.median(second)};
    }

    static double millis(AdminApi admin, String path) {
        long before = System.nanoTime();
        admin.get(path).expect(200);
        return (System.nanoTime() - before) / 1e6;
    }
}
