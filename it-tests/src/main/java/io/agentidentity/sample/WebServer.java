package io.agentidentity.sample;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.EnumSet;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A servlet container on a free port of this machine. In earnest there is TLS in front of it. */
final class WebServer implements AutoCloseable {

    private static final String HOST = "127.0.0.1";

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server, 1, 1);
    private final String path;

    private WebServer(String path) {
        this.path = path;
    }

    /** Takes a port; answers once it is started. */
    static WebServer open(String path) {
        WebServer web = new WebServer(path);
        web.connector.setHost(HOST);
        web.server.addConnector(web.connector);
        try {
            web.connector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return web;
    }

    URI uri() {
        return URI.create("http://" + HOST + ":" + connector.getLocalPort() + path);
    }

    /** Serves with these filters in front, in this order; the metadata is for everybody to read. */
    void start(HttpServlet servlet, ResourceMetadata metadata, Filter... filters) {
        ServletContextHandler context = new ServletContextHandler();
        context.addServlet(new ServletHolder(metadata), ResourceMetadata.PATH + path);
        context.addServlet(new ServletHolder(servlet), path + "/*");
        for (Filter filter : filters) {
            context.addFilter(new FilterHolder(filter), path + "/*", EnumSet.of(DispatcherType.REQUEST));
        }
        server.setHandler(context);
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
