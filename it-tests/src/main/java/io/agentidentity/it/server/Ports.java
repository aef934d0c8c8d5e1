package io.agentidentity.it.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** The ports of a server. */
record Ports(int http, int https, int management) {

    static Ports free() throws IOException {
        try (ServerSocket first = socket();
                ServerSocket second = socket();
                ServerSocket third = socket()) {
            return new Ports(first.getLocalPort(), second.getLocalPort(), third.getLocalPort());
        }
    }

    static Ports of(int port) throws IOException {
        Ports free = free();
        return port == 0 ? free : new Ports(port, free.https, free.management);
    }

    static int one() throws IOException {
        try (ServerSocket socket = socket()) {
            return socket.getLocalPort();
        }
    }

    private static ServerSocket socket() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }
}
