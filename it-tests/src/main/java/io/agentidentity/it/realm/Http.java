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

    /** Sends a form. */
    public Answer form(String url, Form form, Map<String, String> headers) {
        HttpRequest.Builder request = request(url, headers).header("Content-Type", "application/x-www-form-urlencoded");
        return send(request, "POST", form.encoded());
    }

    /** Sends JSON, or nothing for an empty body. */
    public Answer json(String method, String url, String body, Map<String, String> headers) {
        HttpRequest.Builder request = request(url, headers);
        return send(body.isEmpty() ? request : request.header("Content-Type", "application/json"), method, body);
    }

    /** Sends a body as it is; what it is stands in the headers. */
    Answer plain(String method, String url, String body, Map<String, String> headers) {
        return send(request(url, headers), method, body);
    }

    /** Sends form fields and a file of that name, as a browser does (RFC 7578). */
    Answer multipart(String url, Map<String, String> fields, String file, Map<String, String> headers) {
        String boundary = "the-boundary-between-parts";
        StringBuilder body = new StringBuilder();
        fields.forEach((name, value) -> part(body, boundary, "name=\"" + name + "\"", value));
        part(body, boundary, "name=\"file\"; filename=\"file\"", file);
        body.append("--").append(boundary).append("--\r\n");
        HttpRequest.Builder request =
                request(url, headers).header("Content-Type", "multipart/form-data; boundary=" + boundary);
        return send(request, "POST", body.toString());
    }

    private static void part(StringBuilder body, String boundary, String disposition, String content) {
        body.append("--").append(boundary).append("\r\nContent-Disposition: form-data; ");
        body.append(disposition).append("\r\n\r\n").append(content).append("\r\n");
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
