package io.agentidentity.it.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.realm.Form;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What is posted to a path, and the text that only a good answer holds. */
record Request(String path, Form form, String headers, String body, String proof) {

    /** A form. */
    Request(String path, Form form, String proof) {
        this(path, form, "Content-Type: application/x-www-form-urlencoded\r\n", form.encoded(), proof);
    }

    /** JSON with a bearer token. */
    static Request json(String path, String token, JsonNode json, String proof) {
        return new Request(
                path,
                new Form(List.of()),
                "Content-Type: application/json\r\nAuthorization: Bearer " + token + "\r\n",
                json.toString(),
                proof);
    }

    /** The request as it goes over the wire. */
    byte[] bytes(int port) {
        return ("POST " + path + " HTTP/1.1\r\n"
                        + "Host: 127.0.0.1:" + port + "\r\n"
                        + headers
                        + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }
}
