package io.agentidentity.it.demo;

import io.agentidentity.it.demo.Terminal.Style;
import io.agentidentity.it.realm.Http;
import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.server.DistributionServer;
import io.agentidentity.it.server.KeycloakServer;
import io.agentidentity.it.server.ServerSetup;
import io.agentidentity.sample.ErpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Starts Keycloak with the bundle, tells the story, and stays up unless told otherwise. Run by {@code ./demo}. */
public final class Demo {

    private static final int AS_TOLD = 0;
    private static final int DIFFERENT = 1;
    private static final int NOT_STARTED = 2;

    private final Options options;
    private final Terminal terminal = new Terminal(Boolean.getBoolean("demo.colours"));

    private Demo(Options options) {
        this.options = options;
    }

    public static void main(String[] arguments) {
        Demo demo = new Demo(Options.parse(List.of(arguments)));
        // What fails because somebody stopped the demo is not worth telling.
        Runtime.getRuntime().addShutdownHook(new Thread(demo.terminal::mute, "mute"));
        System.exit(demo.run());
    }

    private int run() {
        if (!portIsFree()) {
            return NOT_STARTED;
        }
        ServerSetup setup = ServerSetup.bundle(ServerSetup.newestVersion()).withPort(options.port());
        terminal.line(
                Style.PLAIN,
                "Starting Keycloak " + setup.version()
                        + " with the bundle; the first time this takes a minute or two.");
        KeycloakServer server;
        try {
            server = DistributionServer.start(setup);
        } catch (IllegalStateException | UncheckedIOException e) {
            terminal.line(Style.BAD, "Keycloak did not start: " + e.getMessage());
            return NOT_STARTED;
        }
        try (server;
                ErpServer erp = ErpServer.open()) {
            boolean asTold = tell(server, erp);
            if (asTold && !options.once()) {
                stay(server, erp);
            }
            if (asTold) {
                terminal.blank();
                terminal.line(Style.GOOD, "Every step went as told.");
            }
            return asTold ? AS_TOLD : DIFFERENT;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return DIFFERENT;
        } catch (RuntimeException | AssertionError e) {
            terminal.line(Style.BAD, "The demo realm could not be made: " + e.getMessage());
            return NOT_STARTED;
        }
    }

    private boolean tell(KeycloakServer server, ErpServer erp) {
        Narrator narrator = new Narrator(terminal);
        Realms realms = Realms.on(server, narrator);
        Acme acme = Acme.in(realms.createNamed("acme"));
        erp.start(acme.erpApi().keycloak());
        Story story = new Story(terminal, narrator);
        return new ClerkStory(acme, erp, realms, Http.create().watchedBy(narrator))
                .on(story)
                .tell();
    }

    private void stay(KeycloakServer server, ErpServer erp) throws InterruptedException {
        String url = server.baseUrl();
        terminal.heading("Every step went as told. Keycloak stays up:");
        terminal.line(Style.PLAIN, "Admin console    " + url + "/admin/master/console/#/acme/agents   admin / admin");
        terminal.line(Style.PLAIN, "alice's account  " + url + "/realms/acme/account   alice / alice");
        terminal.line(Style.PLAIN, "Issuer           " + url + "/realms/acme");
        terminal.line(Style.PLAIN, "Resource server  " + erp.uri() + "/invoices");
        server.log().ifPresent(log -> terminal.line(Style.PLAIN, "Server log       " + log.file()));
        terminal.blank();
        terminal.line(Style.PLAIN, "Ctrl-C stops it; its database is thrown away.");
        new CountDownLatch(1).await();
    }

    private boolean portIsFree() {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), options.port()));
            return true;
        } catch (IOException e) {
            terminal.line(Style.BAD, "Cannot listen on 127.0.0.1:" + options.port() + " (" + e.getMessage() + ").");
            terminal.line(Style.PLAIN, "Choose another port: ./demo --port 8180, or --port 0 for any free one.");
            return false;
        }
    }
}
