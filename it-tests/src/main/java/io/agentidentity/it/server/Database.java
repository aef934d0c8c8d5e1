package io.agentidentity.it.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * A server's database, past the server, with the driver that the server itself brings. For what takes months in real life, such as
 * growing old, and for what would take too long through an API.
 */
public final class Database implements AutoCloseable {

    private final URLClassLoader drivers;
    private final Connection connection;

    private Database(URLClassLoader drivers, Connection connection) {
        this.drivers = drivers;
        this.connection = connection;
    }

    /** The address of an H2 database in that directory, which a server and somebody else may have open at the same time. */
    public static String h2(Path directory) {
        return "jdbc:h2:file:" + directory.resolve("keycloakdb") + ";NON_KEYWORDS=VALUE;AUTO_SERVER=TRUE";
    }

    /** Opens the database of a server that was started with this address, user and password. */
    public static Database open(DistributionServer server, String url, String user, String password) {
        URLClassLoader drivers = new URLClassLoader(jars(server.libraries()), Database.class.getClassLoader());
        Properties login = new Properties();
        login.setProperty("user", user);
        login.setProperty("password", password);
        try {
            for (Driver driver : ServiceLoader.load(Driver.class, drivers)) {
                if (driver.acceptsURL(url)) {
                    return new Database(drivers, driver.connect(url, login));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        throw new IllegalStateException("No driver for " + url);
    }

    /** Runs a statement that changes something, in a transaction of its own; answers how many rows it changed. */
    public int update(String sql, Object... values) {
        try (PreparedStatement statement = prepared(sql, values)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The one number that a query answers. */
    public long number(String sql, Object... values) {
        return Long.parseLong(text(sql, values));
    }

    /** The one value that a query answers, as text. */
    public String text(String sql, Object... values) {
        try (PreparedStatement statement = prepared(sql, values);
                ResultSet found = statement.executeQuery()) {
            if (!found.next()) {
                throw new IllegalStateException("Nothing found by " + sql);
            }
            return found.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The names of a table's columns, in capitals. */
    public List<String> columns(String table) {
        List<String> names = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement("select * from " + table + " where 1 = 0");
                ResultSet none = statement.executeQuery()) {
            for (int i = 1; i <= none.getMetaData().getColumnCount(); i++) {
                names.add(none.getMetaData().getColumnName(i).toUpperCase(Locale.ROOT));
            }
            return names;
        } catch (SQLException e) {
            throw new IllegalStateException(table, e);
        }
    }

    private PreparedStatement prepared(String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    @Override
    public void close() {
        try (drivers) {
            connection.close();
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static URL[] jars(Path libraries) {
        try (Stream<Path> jars = Files.list(libraries)) {
            return jars.filter(jar ->
                            jar.getFileName().toString().matches("(com\\.h2database|org\\.postgresql)\\..*\\.jar"))
                    .map(Database::url)
                    .toArray(URL[]::new);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
