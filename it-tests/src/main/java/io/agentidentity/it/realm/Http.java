package io.agentidentity.it.realm;

import io.agentidentity.it.tls.TestCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** Plain HTTP with any status as an answer. */
public record Http(HttpClient client, HttpWatch watch) {

    public static Http create() {
        return new Http(builder().build(), HttpWatch.NONE);
    }

    /** The same, showing that certificate where TLS is spoken. */
    public Http withCertificate(TestCertificate certificate) {
        return new Http(builder().sslContext(certificate.sslContext()).build(), watch);
    }

    private static HttpClient.Builder builder() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(10));
    }

    /** The same, seen by that watch. */
    public Http watchedBy(HttpWatch other) {
        return new Http(client, other);
    }

    Answer form(String url, Form form, Map<String, String> headers) {
        HttpRequest.Builder request = request(url, headers).header("Content-Type", "application/x-www-form-urlencoded");
        return send(request, "POST", form.encoded());
    }

    /** Sends JSON, or nothing for an empty body. */
    public Answer json(String method, String url, String body, Map<String, String> headers) {
        HttpRequest.Builder request = request(url, headers);
        return send(body.isEmpty() ? request : request.header("Content-Type", "application/json"), method, body);
    }

    private static HttpRequest.Builder request(String url, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(60));
        headers.forEach(request::header);
        return request;
    }

    private Answer send(HttpRequest.Builder builder, String method, String body) {
        HttpRequest request = builder.method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .build();
        watch.sending(request, body);
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            Answer answer = new Answer(response.statusCode(), response.headers(), response.body());
            watch.answered(request, answer);
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
