package io.agentidentity.audit.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.agentidentity.audit.delivery.Line;
import io.agentidentity.audit.delivery.PublicAddress;
import io.agentidentity.audit.delivery.Receiver;
import io.agentidentity.audit.delivery.Trouble;
import io.agentidentity.audit.delivery.Webhook;
import io.agentidentity.audit.delivery.WebhookSignature;
import io.agentidentity.json.CanonicalJson;
import io.agentidentity.json.StrictJson;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.http.client.methods.HttpPost;
import org.apache.http.entity.ByteArrayEntity;
import org.apache.http.entity.ContentType;

/**
 * A receiver of CloudEvents over HTTP, in structured mode with one event to a request or in batched mode with several, signed as
 * Standard Webhooks says.
 */
public final class WebhookReceiver implements Receiver {

    private static final ContentType EVENT = ContentType.create("application/cloudevents+json", UTF_8);
    private static final ContentType EVENTS = ContentType.create("application/cloudevents-batch+json", UTF_8);
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
        int done = 0;
        while (done < lines.size() && clock.instant().isBefore(until)) {
            List<Line> some = lines.subList(done, Math.min(lines.size(), done + webhook.batch()));
            Optional<Trouble> trouble = post(some);
            if (trouble.filter(Trouble::refused).isPresent() && some.size() > 1) {
                // Which of them is not wanted shows one by one.
                some = some.subList(0, 1);
                trouble = post(some);
            }
            if (trouble.isPresent()) {
                return new Taken(done, trouble);
            }
            done += some.size();
        }
        return new Taken(done, Optional.empty());
    }

    private Optional<Trouble> post(List<Line> lines) {
        boolean batch = webhook.batch() > 1;
        String id = batch ? idOf(lines) : lines.get(0).id();
        String events = lines.stream().map(Line::json).collect(Collectors.joining(","));
        byte[] body = (batch ? "[" + events + "]" : events).getBytes(UTF_8);
        long seconds = clock.instant().getEpochSecond();
        HttpPost post = new HttpPost(webhook.url());
        post.setEntity(new ByteArrayEntity(body, batch ? EVENTS : EVENT));
        post.setHeader("webhook-id", id);
        post.setHeader("webhook-timestamp", Long.toString(seconds));
        post.setHeader("webhook-signature", signature.of(id, seconds, body));
        authorization.ifPresent(value -> post.setHeader("Authorization", value));
        return (webhook.allowPrivate() ? ANYWHERE : PUBLIC).post(post, webhook.timeoutMillis());
    }

    /** The same for the same records. */
    private static String idOf(List<Line> lines) {
        String digest = CanonicalJson.digest(
                StrictJson.array(lines.stream().map(Line::id).toList()));
        return "batch-" + digest.substring(digest.indexOf(':') + 1);
    }
}
