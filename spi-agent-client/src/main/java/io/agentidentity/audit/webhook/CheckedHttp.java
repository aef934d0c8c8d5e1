package io.agentidentity.audit.webhook;

import io.agentidentity.audit.delivery.Trouble;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.http.Header;
import org.apache.http.HttpEntity;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpPost;
import org.apache.http.config.RegistryBuilder;
import org.apache.http.conn.socket.ConnectionSocketFactory;
import org.apache.http.conn.socket.PlainConnectionSocketFactory;
import org.apache.http.conn.ssl.SSLConnectionSocketFactory;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;

/**
 * HTTP to addresses that may be called. A name is looked up once for a connection and what was found is both checked and connected
 * to, so that no second look-up finds another place. Redirects, cookies and proxies are not followed, Keycloak's own truststore
 * counts, the whole answer has to be there in time, and no more than a little of it is read.
 */
final class CheckedHttp {

    private static final int MOST_BYTES = 8 * 1024;
    private static final int MOST_OF_ONE_PLACE = 4;
    private static final int MOST_CONNECTIONS = 64;

    private static final ScheduledExecutorService ALARM = Executors.newSingleThreadScheduledExecutor(job -> {
        Thread thread = new Thread(job, "agent-audit-sink-alarm");
        thread.setDaemon(true);
        return thread;
    });

    private final CloseableHttpClient client;

    /** One that calls no other addresses. */
    CheckedHttp(Predicate<InetAddress> allowed) {
        PoolingHttpClientConnectionManager connections = new PoolingHttpClientConnectionManager(
                RegistryBuilder.<ConnectionSocketFactory>create()
                        .register("http", PlainConnectionSocketFactory.getSocketFactory())
                        .register("https", SSLConnectionSocketFactory.getSocketFactory())
                        .build(),
                null,
                null,
                name -> resolve(name, allowed),
                1,
                TimeUnit.MINUTES);
        connections.setDefaultMaxPerRoute(MOST_OF_ONE_PLACE);
        connections.setMaxTotal(MOST_CONNECTIONS);
        client = HttpClients.custom()
                .setConnectionManager(connections)
                .setUserAgent("keycloak-agent-identity")
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableAutomaticRetries()
                .disableContentCompression()
                .build();
    }

    private static InetAddress[] resolve(String name, Predicate<InetAddress> allowed) throws UnknownHostException {
        InetAddress[] all = InetAddress.getAllByName(name);
        if (!Stream.of(all).allMatch(allowed)) {
            throw new NotAllowed();
        }
        return all;
    }

    /**
     * Posts something.
     *
     * @param millis from now to the end of the answer
     * @return what stood in the way; empty if it was taken
     */
    Optional<Trouble> post(HttpPost post, int millis) {
        post.setConfig(RequestConfig.custom()
                .setConnectTimeout(millis)
                .setConnectionRequestTimeout(millis)
                .setSocketTimeout(millis)
                .build());
        // The client's own times are between two packets; an answer may drip on for ever.
        ScheduledFuture<?> alarm = ALARM.schedule(post::abort, millis, TimeUnit.MILLISECONDS);
        try (CloseableHttpResponse response = client.execute(post)) {
            Optional<Trouble> trouble = Trouble.of(
                    response.getStatusLine().getStatusCode(),
                    Optional.ofNullable(response.getFirstHeader("Retry-After")).map(Header::getValue));
            passOver(response.getEntity());
            return trouble;
        } catch (NotAllowed e) {
            return Optional.of(Trouble.away("the address is not a public one"));
        } catch (IOException e) {
            return Optional.of(Trouble.away(
                    post.isAborted()
                            ? "no whole answer in time"
                            : "no answer: " + e.getClass().getSimpleName()));
        } catch (RuntimeException e) {
            // Of an answer that is no HTTP; its message may quote what was sent.
            return Optional.of(Trouble.away("no answer: " + e.getClass().getSimpleName()));
        } finally {
            alarm.cancel(false);
        }
    }

    /** Reads a short body to its end, so that the connection can be used again; a longer one ends with its connection. */
    private static void passOver(HttpEntity entity) throws IOException {
        if (entity != null) {
            // Not closed here: that would read on to the end, wherever that is.
            InputStream body = entity.getContent();
            body.readNBytes(MOST_BYTES);
        }
    }

    /** What a name stands for may not be called. */
    private static final class NotAllowed extends UnknownHostException {

        private static final long serialVersionUID = 1L;
    }
}
