package io.agentidentity.agent.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Environment;
import io.agentidentity.agent.credential.Credential;
import io.agentidentity.agent.credential.CredentialType;
import io.agentidentity.agent.credential.HeldCredential;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.StrictJson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.utils.KeycloakModelUtils;

/** The credential as Keycloak's client settings hold it. */
public final class ClientCredential {

    /** The attribute that holds inline keys. */
    public static final String JWKS = "jwks.string";

    private static final String USE_JWKS = "use.jwks.string";
    /** The attribute that holds the address of keys. */
    public static final String JWKS_URL = "jwks.url";

    private static final String USE_JWKS_URL = "use.jwks.url";
    private static final String CERTIFICATE = "jwt.credential.certificate";
    private static final String PUBLIC_KEY = "jwt.credential.public.key";
    private static final String SUBJECT_DN = "x509.subjectdn";
    private static final String CA_SUBJECT_DN = "x509.casubjectdn";
    private static final String DN_PATTERN = "x509.allow.regex.pattern.comparison";
    private static final String ISSUER = "jwt.credential.issuer";
    private static final String SUBJECT = "jwt.credential.sub";

    /** Everything that decides who can authenticate as the client. */
    public static final List<String> ATTRIBUTES = List.of(
            JWKS,
            USE_JWKS,
            JWKS_URL,
            USE_JWKS_URL,
            CERTIFICATE,
            PUBLIC_KEY,
            SUBJECT_DN,
            CA_SUBJECT_DN,
            DN_PATTERN,
            ISSUER,
            SUBJECT);

    private ClientCredential() {}

    /** Gives a client a credential in place of the one it has. */
    public static void apply(KeycloakSession session, ClientModel client, Credential credential) {
        empty(client);
        client.setClientAuthenticatorType(credential.type().authenticator());
        credential.jwks().ifPresent(jwks -> {
            client.setAttribute(USE_JWKS, "true");
            client.setAttribute(JWKS, StrictJson.write(jwks));
        });
        credential.jwksUrl().ifPresent(url -> {
            client.setAttribute(USE_JWKS_URL, "true");
            client.setAttribute(JWKS_URL, url);
        });
        credential.issuer().ifPresent(issuer -> client.setAttribute(ISSUER, issuer));
        if (credential.type() == CredentialType.TLS_CLIENT_AUTH) {
            client.setAttribute(SUBJECT_DN, credential.subject().orElseThrow());
            client.setAttribute(DN_PATTERN, "false");
        } else {
            credential.subject().ifPresent(subject -> client.setAttribute(SUBJECT, subject));
        }
        if (credential.type() == CredentialType.CLIENT_SECRET) {
            KeycloakModelUtils.generateSecret(client);
        }
        forgetLoadedKeys(session, client);
    }

    /** Takes every credential away: nobody authenticates as this client any more. */
    public static void clear(KeycloakSession session, ClientModel client) {
        empty(client);
        forgetLoadedKeys(session, client);
    }

    /** Every node keeps the keys of a client once it has loaded them, until it hears that the client was updated. */
    private static void forgetLoadedKeys(KeycloakSession session, ClientModel client) {
        session.getKeycloakSessionFactory().publish(new Updated(session, client));
    }

    private record Updated(KeycloakSession session, ClientModel client) implements ClientModel.ClientUpdatedEvent {

        @Override
        public ClientModel getUpdatedClient() {
            return client;
        }

        @Override
        public KeycloakSession getKeycloakSession() {
            return session;
        }
    }

    private static void empty(ClientModel client) {
        client.setClientAuthenticatorType(CredentialType.PRIVATE_KEY_JWT.authenticator());
        ATTRIBUTES.forEach(client::removeAttribute);
        client.setSecret(null);
    }

    /** The digest of what decides who can authenticate; a secret is not in it, since an authenticator without it fails. */
    public static String digest(ClientModel client) {
        List<String> parts = new ArrayList<>();
        parts.add(client.getClientAuthenticatorType());
        for (String attribute : ATTRIBUTES) {
            String value = client.getAttribute(attribute);
            parts.add(value == null || "false".equals(value) ? "" : value);
        }
        return HeldCredential.digest(String.join("\n", parts));
    }

    /** Whether a credential is the one that the client has. */
    public static boolean matches(ClientModel client, Credential credential) {
        return credential
                        .jwks()
                        .equals(Optional.ofNullable(client.getAttribute(JWKS)).map(StrictJson::parse))
                && credential.jwksUrl().equals(Optional.ofNullable(client.getAttribute(JWKS_URL)))
                && credential.issuer().equals(Optional.ofNullable(client.getAttribute(ISSUER)))
                && credential
                        .subject()
                        .equals(Optional.ofNullable(client.getAttribute(SUBJECT_DN))
                                .or(() -> Optional.ofNullable(client.getAttribute(SUBJECT))));
    }

    /** Whether the client still authenticates as the record says; a change made past the agents API answers no. */
    public static boolean asRecorded(Agent agent, ClientModel client) {
        HeldCredential held = agent.credential();
        return !client.isPublicClient()
                && !client.isBearerOnly()
                && held.type().accepted()
                && held.type().authenticator().equals(client.getClientAuthenticatorType())
                && intact(agent, client)
                && (agent.environment() == Environment.DEVELOPMENT
                        || held.type().allowedInProduction());
    }

    /** Whether the client's settings are as the agents API wrote them, as far as they decide who can authenticate. */
    public static boolean intact(Agent agent, ClientModel client) {
        return digest(client).equals(agent.credential().digest());
    }

    /** The public part of the credential, as an administrator sees it. */
    public static ObjectNode describe(Agent agent, ClientModel client) {
        HeldCredential held = agent.credential();
        ObjectNode node = StrictJson.object().put("type", held.type().wire());
        String jwks = client.getAttribute(JWKS);
        if (jwks != null) {
            node.set("jwks", StrictJson.parse(jwks));
        }
        put(node, "jwksUrl", client.getAttribute(JWKS_URL));
        put(node, "subjectDn", client.getAttribute(SUBJECT_DN));
        put(node, "issuer", client.getAttribute(ISSUER));
        put(node, "subject", client.getAttribute(SUBJECT));
        if (held.type().debt()) {
            put(node, "expiresAt", held.endsAt().map(Object::toString).orElse(null));
        }
        return node;
    }

    /**
     * The credential that a client which is no agent yet has, for an agent to keep.
     *
     * @throws InvalidInput if an agent may not have one of that kind
     */
    public static Credential of(ClientModel client, boolean production) {
        CredentialType type = Arrays.stream(CredentialType.values())
                .filter(CredentialType::accepted)
                .filter(t -> t.authenticator().equals(client.getClientAuthenticatorType()))
                .findFirst()
                .filter(t -> !client.isPublicClient())
                .orElseThrow(() -> new InvalidInput(
                        "credential is required: the client has none of a kind that an agent may have"));
        ObjectNode node = StrictJson.object().put("type", type.wire());
        switch (type) {
            case PRIVATE_KEY_JWT -> {
                Optional.ofNullable(client.getAttribute(JWKS))
                        .filter(jwks -> Boolean.parseBoolean(client.getAttribute(USE_JWKS)))
                        .ifPresent(jwks -> node.set("jwks", keys(jwks)));
                if (Boolean.parseBoolean(client.getAttribute(USE_JWKS_URL))) {
                    put(node, "jwksUrl", client.getAttribute(JWKS_URL));
                }
            }
            case TLS_CLIENT_AUTH -> put(node, "subjectDn", client.getAttribute(SUBJECT_DN));
            case FEDERATED_JWT -> {
                put(node, "issuer", client.getAttribute(ISSUER));
                put(node, "subject", client.getAttribute(SUBJECT));
            }
            default -> {
                // A secret is made anew.
            }
        }
        return Credential.parse(node, production);
    }

    private static JsonNode keys(String jwks) {
        try {
            return StrictJson.parse(jwks);
        } catch (StrictJson.MalformedJson e) {
            throw new InvalidInput("credential is required: the client's " + JWKS + " is no JSON that can be read");
        }
    }

    private static void put(ObjectNode node, String name, String value) {
        if (value != null) {
            node.put(name, value);
        }
    }
}
