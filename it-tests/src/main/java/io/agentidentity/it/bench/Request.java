package io.agentidentity.it.bench;

import io.agentidentity.it.realm.Form;
import java.nio.charset.StandardCharsets;

/** A form to a path, and the text that only a good answer holds. */
record Request(String path, Form form, String proof) {

    /** The request as it goes over the wire. */
    byte[] bytes(int port) {
        String body = form.encoded();
        return ("POST " + path + " HTTP/1.1\r\n"
                        + "Host: 127.0.0.1:" + port + "\r\n"
                        + "Content-Type: application/x-www-form-urlencoded\r\n"
                        + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }
}
