package io.agentidentity.audit.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.agentidentity.audit.delivery.Line;
import io.agentidentity.audit.delivery.PublicAddress;
import io.agentidentity.audit.delivery.Receiver;
import io.agentidentity.audit.delivery.Trouble;
import io.agentidentity.audit.delivery.Webhook;
import io.agentidentity.audit.delivery.WebhookSignature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.http.client.methods.HttpPost;
import org.apache.http.entity.ByteArrayEntity;
import org.apache.http.entity.ContentType;

/** A receiver of CloudEvents over HTTP in structured mode, one event to a request, signed as Standard Webhooks says. */
public final class WebhookReceiver implements Receiver {

    private static final ContentType EVENT = ContentType.create("application/cloudevents+json", UTF_8);
    private static final Duration AT_IT = Duration.ofSeconds(10);

    private static final CheckedHttp ANYWHERE = new CheckedHttp(address -> true);
    private static final CheckedHttp PUBLIC = new CheckedHttp(PublicAddress::is);

    private final Webhook webhook;
    private final WebhookSignature signature;
    private final Optional<String> authorization;
    private final Clock clock;

    /**
     * The receiver of a sink.
     *
     * @param authorization value of the header {@code Authorization}; one line
     */
    public WebhookReceiver(Webhook webhook, WebhookSignature signature, Optional<String> authorization, Clock clock) {
        this.webhook = webhook;
        this.signature = signature;
        this.authorization = authorization;
        this.clock = clock;
    }

    @Override
    public Taken send(List<Line> lines) {
        Instant until = clock.instant().plus(AT_IT);
        for (int i = 0; i < lines.size(); i++) {
            if (clock.instant().isAfter(until)) {
                return new Taken(i, Optional.empty());
            }
            Optional<Trouble> trouble = send(lines.get(i));
            if (trouble.isPresent()) {
                return new Taken(i, trouble);
            }
        }
        return new Taken(lines.size(), Optional.empty());
    }

    private Optional<Trouble> send(Line line) {
        byte[] body = line.json().getBytes(UTF_8);
        long seconds = clock.instant().getEpochSecond();
        HttpPost post = new HttpPost(webhook.url());
        post.setEntity(new ByteArrayEntity(body, EVENT));
        post.setHeader("webhook-id", line.id());
        post.setHeader("webhook-timestamp", Long.toString(seconds));
        post.setHeader("webhook-signature", signature.of(line.id(), seconds, body));
        authorization.ifPresent(value -> post.setHeader("Authorization", value));
        return (webhook.allowPrivate() ? ANYWHERE : PUBLIC).post(post, webhook.timeoutMillis());
    }
}
