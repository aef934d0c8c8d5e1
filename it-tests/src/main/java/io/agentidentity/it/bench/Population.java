package io.agentidentity.it.bench;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.UUID;
import java.util.stream.Stream;

/** Makes a great many agents by copying the rows of one, with the database driver that the server itself brings. */
final class Population {

    private static final int BATCH = 2000;

    private final Path libraries;
    private final String url;
    private final String user;
    private final String password;

    Population(Path libraries, String url, String user, String password) {
        this.libraries = libraries;
        this.url = url;
        this.user = user;
        this.password = password;
    }

    /** Adds copies of the agent whose client has this id, and as many copies of a person. */
    void fill(String templateId, String personId, int copies) {
        try (URLClassLoader loader = new URLClassLoader(drivers(), Population.class.getClassLoader());
                Connection connection = connect(loader)) {
            connection.setAutoCommit(false);
            String[] ids = new String[copies];
            for (int i = 0; i < copies; i++) {
                ids[i] = UUID.randomUUID().toString();
            }
            copy(connection, "CLIENT", "ID", templateId, ids, Map.of("CLIENT_ID", "agent-%06d", "NAME", "Agent %06d"));
            copy(connection, "AGENT", "ID", templateId, ids, Map.of("CLIENT_ID", "agent-%06d", "NAME", "Agent %06d"));
            String user = "user-%06d";
            copy(
                    connection,
                    "USER_ENTITY",
                    "ID",
                    personId,
                    ids,
                    Map.of("USERNAME", user, "EMAIL", user, "EMAIL_CONSTRAINT", user));
            copyWord(connection, templateId, ids, "%06d", 0);
            copyWord(connection, templateId, ids, "agent", 0);
            copyWord(connection, templateId, ids, "agent-%06d", "agent".length());
            connection.commit();
            connection.setAutoCommit(true);
            try (Statement statistics = connection.createStatement()) {
                // What PostgreSQL does by itself within minutes.
                statistics.execute(url.startsWith("jdbc:postgresql") ? "VACUUM ANALYZE" : "ANALYZE");
            }
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void copy(
            Connection connection, String table, String key, String template, String[] ids, Map<String, String> named)
            throws SQLException {
        Map<String, Object> row = row(connection, table, key, template);
        String sql = "insert into " + table + " (" + String.join(",", row.keySet()) + ") values ("
                + String.join(",", Collections.nCopies(row.size(), "?")) + ")";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (int i = 0; i < ids.length; i++) {
                int column = 0;
                for (Map.Entry<String, Object> value : row.entrySet()) {
                    String name = value.getKey().toUpperCase(Locale.ROOT);
                    Object one = named.containsKey(name)
                            ? String.format(named.get(name), i)
                            : name.equals(key) ? ids[i] : value.getValue();
                    insert.setObject(++column, one);
                }
                add(insert, i);
            }
            insert.executeBatch();
        }
    }

    private static void copyWord(Connection connection, String template, String[] ids, String word, int shared)
            throws SQLException {
        String realm = String.valueOf(row(connection, "AGENT", "ID", template).entrySet().stream()
                .filter(column -> column.getKey().equalsIgnoreCase("REALM_ID"))
                .findFirst()
                .orElseThrow()
                .getValue());
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into AGENT_WORD (ID, AGENT_ID, REALM_ID, WORD, SHARED) values (?,?,?,?,?)")) {
            for (int i = 0; i < ids.length; i++) {
                insert.setString(1, UUID.randomUUID().toString());
                insert.setString(2, ids[i]);
                insert.setString(3, realm);
                insert.setBytes(4, String.format(word, i).getBytes(StandardCharsets.UTF_8));
                insert.setInt(5, shared);
                add(insert, i);
            }
            insert.executeBatch();
        }
    }

    private static void add(PreparedStatement insert, int i) throws SQLException {
        insert.addBatch();
        if (i % BATCH == BATCH - 1) {
            insert.executeBatch();
        }
    }

    private static Map<String, Object> row(Connection connection, String table, String key, String id)
            throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select * from " + table + " where " + key + " = ?")) {
            select.setString(1, id);
            try (ResultSet found = select.executeQuery()) {
                if (!found.next()) {
                    throw new SQLException("no row " + id + " in " + table);
                }
                Map<String, Object> row = new LinkedHashMap<>();
                for (int column = 1; column <= found.getMetaData().getColumnCount(); column++) {
                    row.put(found.getMetaData().getColumnName(column), found.getObject(column));
                }
                return row;
            }
        }
    }

    private Connection connect(ClassLoader loader) throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", user);
        login.setProperty("password", password);
        for (Driver driver : ServiceLoader.load(Driver.class, loader)) {
            if (driver.acceptsURL(url)) {
                return driver.connect(url, login);
            }
        }
        throw new SQLException("no driver for " + url);
    }

    private URL[] drivers() throws IOException {
        try (Stream<Path> jars = Files.list(libraries)) {
            return jars.filter(jar ->
                            jar.getFileName().toString().matches("(com\\.h2database|org\\.postgresql)\\..*\\.jar"))
                    .map(Population::url)
                    .toArray(URL[]::new);
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }
}
