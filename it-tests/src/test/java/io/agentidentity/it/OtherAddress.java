package io.agentidentity.it;

import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Form;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** Sends from an address of this machine that no other request of a test comes from. */
final class OtherAddress {

    private static final String ADDRESS = "127.0.0.2";

    private OtherAddress() {}

    /** Posts a form by HTTP/1.0; skips the test where the machine has no such address. */
    static Answer post(String baseUrl, String path, Form form) throws IOException {
        URI server = URI.create(baseUrl);
        try (Socket socket = new Socket(
                InetAddress.getByName(server.getHost()), server.getPort(), InetAddress.getByName(ADDRESS), 0)) {
            String request = "POST " + path + " HTTP/1.0\r\nHost: " + server.getAuthority()
                    + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                    + form.encoded().length() + "\r\n\r\n" + form.encoded();
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = Integer.parseInt(answer.substring(9, 12));
            String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
            return new Answer(status, HttpHeaders.of(Map.of(), (name, value) -> true), body);
        } catch (BindException e) {
            Assumptions.abort("this machine does not have the address " + ADDRESS);
            throw e;
        }
    }
}
