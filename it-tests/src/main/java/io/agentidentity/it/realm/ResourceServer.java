package io.agentidentity.it.realm;

import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import io.agentidentity.sample.Keycloak;
import java.net.URI;
import java.time.Clock;
import java.util.function.UnaryOperator;

/** A confidential client that protects something: it introspects tokens and has a service account. */
public final class ResourceServer extends TestClient {

    private final String secret;

    ResourceServer(TestRealm realm, String id, String clientId, String secret) {
        super(realm, id, clientId);
        this.secret = secret;
    }

    public String secret() {
        return secret;
    }

    /** A token of its own service account. */
    public TokenAnswer serviceToken() {
        return clientCredentials().token();
    }

    /** The realm as a sample server talks to it that is this client. */
    public Keycloak keycloak() {
        return keycloak(UnaryOperator.identity());
    }

    /** The same, with something between the two. */
    public Keycloak keycloak(UnaryOperator<HTTPRequestSender> between) {
        return new Keycloak(
                URI.create(realm().issuer()),
                clientId(),
                secret,
                between.apply(new SampleSender(realm().http())),
                Clock.systemUTC());
    }

    @Override
    public Form authenticated(Form form) {
        return form.and("client_id", clientId()).and("client_secret", secret);
    }
}
