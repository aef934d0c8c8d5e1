package io.agentidentity.it.realm;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A client that people log in with. */
public final class App extends TestClient {

    private final String secret;

    App(TestRealm realm, String id, String clientId, String secret) {
        super(realm, id, clientId);
        this.secret = secret;
    }

    /** Logs a person in by password, with {@code openid} and these scopes; must succeed. */
    public TokenAnswer login(Person person, String... scopes) {
        return tryLogin(person, scopes).token();
    }

    /** The answer to a login, good or bad. */
    public Answer tryLogin(Person person, String... scopes) {
        return tokenRequest(Form.of("grant_type", "password")
                .and("username", person.username())
                .and("password", person.password())
                .and(
                        "scope",
                        Stream.concat(Stream.of("openid"), Stream.of(scopes)).collect(Collectors.joining(" "))));
    }

    public Answer refresh(String refreshToken) {
        return tokenRequest(Form.of("grant_type", "refresh_token").and("refresh_token", refreshToken));
    }

    @Override
    public Form authenticated(Form form) {
        Form named = form.and("client_id", clientId());
        return secret.isEmpty() ? named : named.and("client_secret", secret);
    }
}
