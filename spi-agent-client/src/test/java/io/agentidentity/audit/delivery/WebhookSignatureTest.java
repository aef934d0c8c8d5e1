package io.agentidentity.audit.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Signed so that a receiver verifies it with any library of Standard Webhooks. */
class WebhookSignatureTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(UTF_8);

    private static String sign(String secret) {
        return WebhookSignature.by(secret).orElseThrow().of("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, BODY);
    }

    /** The vector of the specification's own libraries. */
    @Test
    void theSpecificationsExampleComesOut() {
        assertThat(sign(SECRET)).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void whileASecretIsReplacedBothSign() {
        String other = "another-secret-of-24-bytes-or-more";
        assertThat(sign(SECRET + "  " + other)).isEqualTo(sign(SECRET) + " " + sign(other));
    }

    @Test
    void whatIsTooShortOrNoBase64IsNoSecret() {
        assertThat(WebhookSignature.by("short")).isEmpty();
        assertThat(WebhookSignature.by("whsec_c2hvcnQ=")).isEmpty();
        assertThat(WebhookSignature.by("whsec_***************************************"))
                .isEmpty();
        assertThat(WebhookSignature.by(SECRET + " short")).isEmpty();
        assertThat(WebhookSignature.by("")).isEmpty();
    }
}
