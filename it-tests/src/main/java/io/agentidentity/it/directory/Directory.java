package io.agentidentity.it.directory;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.Person;
import io.agentidentity.it.realm.TestRealm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.stream.Stream;

/** An LDAP server on a loopback port that stays the same while the server goes and comes back. */
public final class Directory implements AutoCloseable {

    static final String BASE = "dc=example,dc=org";
    static final String PEOPLE = "ou=people," + BASE;
    static final String GROUPS = "ou=groups," + BASE;
    static final String ADMIN = "cn=admin";
    static final String PASSWORD = "a-password";

    private final InMemoryDirectoryServer server;
    private final int port;

    private Directory(InMemoryDirectoryServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /** An empty directory that answers. */
    public static Directory create() {
        try {
            int port = freePort();
            InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(BASE);
            config.addAdditionalBindCredentials(ADMIN, PASSWORD);
            config.setListenerConfigs(
                    InMemoryListenerConfig.createLDAPConfig("ldap", InetAddress.getLoopbackAddress(), port, null));
            InMemoryDirectoryServer server = new InMemoryDirectoryServer(config);
            server.add("dn: " + BASE, "objectClass: domain");
            server.add("dn: " + PEOPLE, "objectClass: organizationalUnit");
            server.add("dn: " + GROUPS, "objectClass: organizationalUnit");
            Directory directory = new Directory(server, port);
            directory.start();
            return directory;
        } catch (LDAPException | LDIFException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Answers again, with the same people at the same port. */
    public void start() {
        try {
            server.startListening();
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends all connections and refuses new ones, as if its machine were off. */
    public void stop() {
        server.shutDown(true);
    }

    /**
     * Lets a realm take its people from here: read-only, imported when first seen, given up on after a second.
     *
     * @return the id of the realm's component
     */
    public String federate(TestRealm realm, CachePolicy cache) {
        return realm.admin()
                .post("/components", new Federation(port, cache).component())
                .createdId();
    }

    /** Lets a realm that is federated with this directory take its groups from here too; each look-up asks the directory. */
    public void mapGroups(TestRealm realm, String component) {
        ObjectNode mapper = Json.object()
                .put("name", "groups")
                .put("providerId", "group-ldap-mapper")
                .put("providerType", "org.keycloak.storage.ldap.mappers.LDAPStorageMapper")
                .put("parentId", component);
        ObjectNode config = mapper.putObject("config");
        Map.of(
                        "groups.dn", GROUPS,
                        "group.name.ldap.attribute", "cn",
                        "group.object.classes", "groupOfNames",
                        "preserve.group.inheritance", "false",
                        "membership.ldap.attribute", "member",
                        "membership.attribute.type", "DN",
                        "mode", "READ_ONLY",
                        "user.roles.retrieve.strategy", "LOAD_GROUPS_BY_MEMBER_ATTRIBUTE",
                        "groups.path", "/")
                .forEach((name, value) -> config.putArray(name).add(value));
        realm.admin().post("/components", mapper).createdId();
    }

    /** A new group here. */
    public void group(String name, Person... members) {
        String[] dns = Stream.of(members).map(member -> dn(member.username())).toArray(String[]::new);
        try {
            server.add(
                    "cn=" + name + "," + GROUPS,
                    new Attribute("objectClass", "groupOfNames"),
                    new Attribute("cn", name),
                    new Attribute("member", dns));
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A new person here, as a realm that this directory is federated into knows them. */
    public Person person(TestRealm realm, String username) {
        try {
            server.add(
                    "dn: " + dn(username),
                    "objectClass: inetOrgPerson",
                    "uid: " + username,
                    "cn: " + username,
                    "givenName: " + username,
                    "sn: Example",
                    "mail: " + username + "@example.org",
                    "userPassword: " + PASSWORD);
        } catch (LDAPException | LDIFException e) {
            throw new IllegalStateException(e);
        }
        String id = realm.admin()
                .get("/users?exact=true&username=" + username)
                .expect(200)
                .json()
                .at("/0/id")
                .asText();
        if (id.isEmpty()) {
            throw new AssertionError("The realm did not find " + username + " in the directory");
        }
        return new Person(id, username, PASSWORD);
    }

    /** Removes a person here; nobody tells the realm. */
    public void remove(Person person) {
        try {
            server.delete(dn(person.username()));
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String dn(String username) {
        return "uid=" + username + "," + PEOPLE;
    }

    @Override
    public void close() {
        server.close();
    }
}
