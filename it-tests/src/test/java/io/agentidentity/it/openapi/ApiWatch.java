package io.agentidentity.it.openapi;

import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.HttpWatch;
import java.net.http.HttpRequest;
import java.util.Optional;

/** Fails the request whose answer is not one that the OpenAPI document says. */
public final class ApiWatch implements HttpWatch {

    /** Absent where a server is tested whose JARs are not at hand. */
    private static final Optional<ApiDocument> DOCUMENT = ApiDocument.ofJar();

    @Override
    public void sending(HttpRequest request, String body) {}

    @Override
    public void answered(HttpRequest request, Answer answer) {
        DOCUMENT.flatMap(document ->
                        document.complaint(request.method(), request.uri().getRawPath(), answer))
                .ifPresent(complaint -> {
                    throw new AssertionError("Against the OpenAPI document: " + request.method() + " " + request.uri()
                            + ": " + complaint + "\nin " + answer);
                });
    }
}
