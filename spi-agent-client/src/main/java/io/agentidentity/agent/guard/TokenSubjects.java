package io.agentidentity.agent.guard;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.keycloak.jose.jws.JWSInput;
import org.keycloak.jose.jws.JWSInputException;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.FederatedIdentityModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.grants.ciba.clientpolicy.context.BackchannelTokenResponseContext;
import org.keycloak.protocol.oidc.grants.device.clientpolicy.context.DeviceTokenResponseContext;
import org.keycloak.representations.JsonWebToken;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.context.ImplicitHybridTokenResponse;
import org.keycloak.services.clientpolicy.context.ResourceOwnerPasswordCredentialsResponseContext;
import org.keycloak.services.clientpolicy.context.TokenExchangeRequestContext;
import org.keycloak.services.clientpolicy.context.TokenResponseContext;

/** The users for whom a client is about to get a token. */
final class TokenSubjects {

    private static final String JWT_GRANT_PROVIDERS = "oauth2.jwt.authorization.grant.idp";

    private final KeycloakSession session;
    private final RealmModel realm;

    TokenSubjects(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /** Who it may be, going by the event; nobody where the event comes too early to tell. */
    Stream<UserModel> of(ClientPolicyContext context) {
        if (context instanceof TokenResponseContext code) {
            return of(code.getClientSessionContext());
        }
        if (context instanceof ImplicitHybridTokenResponse implicit) {
            return of(implicit.getClientSessionContext());
        }
        if (context instanceof ResourceOwnerPasswordCredentialsResponseContext password) {
            return of(password.getClientSessionContext());
        }
        if (context instanceof BackchannelTokenResponseContext backchannel) {
            return of(backchannel.getClientSessionContext());
        }
        if (context instanceof DeviceTokenResponseContext device) {
            return Stream.of(device.getClientSession().getUserSession().getUser());
        }
        if (context instanceof TokenExchangeRequestContext exchange) {
            return named(exchange.getTokenExchangeContext().getFormParams().getFirst("requested_subject"));
        }
        // The class of this event is not there in 26.4.
        return "JWT_AUTHORIZATION_GRANT".equals(context.getEvent().name()) ? asserted() : Stream.empty();
    }

    private static Stream<UserModel> of(ClientSessionContext login) {
        return Stream.of(login.getClientSession().getUserSession().getUser());
    }

    private Stream<UserModel> named(String subject) {
        return subject == null
                ? Stream.empty()
                : Stream.of(
                                session.users().getUserByUsername(realm, subject),
                                session.users().getUserById(realm, subject))
                        .filter(Objects::nonNull);
    }

    /** The users to whom the assertion's subject is linked, at any of the providers that the client may use. */
    private Stream<UserModel> asserted() {
        String providers = session.getContext().getClient().getAttribute(JWT_GRANT_PROVIDERS);
        String assertion =
                session.getContext().getHttpRequest().getDecodedFormParameters().getFirst("assertion");
        if (providers == null || assertion == null) {
            return Stream.empty();
        }
        String subject = subject(assertion);
        return Arrays.stream(providers.split("##"))
                .map(alias -> session.users()
                        .getUserByFederatedIdentity(realm, new FederatedIdentityModel(alias, subject, null)))
                .filter(Objects::nonNull);
    }

    private static String subject(String assertion) {
        try {
            return new JWSInput(assertion).readJsonContent(JsonWebToken.class).getSubject();
        } catch (JWSInputException e) {
            throw new IllegalStateException("Keycloak has read the assertion already", e);
        }
    }
}
