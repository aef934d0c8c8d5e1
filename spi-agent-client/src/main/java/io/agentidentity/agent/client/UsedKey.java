package io.agentidentity.agent.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.agent.Agent;
import io.agentidentity.agent.credential.CredentialType;
import io.agentidentity.agent.credential.Fingerprint;
import io.agentidentity.agent.credential.JsonWebKeys;
import io.agentidentity.agent.store.FingerprintStore;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.keycloak.crypto.KeyWrapper;
import org.keycloak.jose.jwk.JWK;
import org.keycloak.jose.jwk.JWKBuilder;
import org.keycloak.jose.jws.JWSInput;
import org.keycloak.jose.jws.JWSInputException;
import org.keycloak.keys.loader.PublicKeyStorageManager;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.util.JsonSerialization;

/**
 * The key that an agent authenticated with in the current request. Keycloak has checked the signature; what it cannot know is
 * that a key has run out, or that a key behind an address belongs to another agent.
 */
public final class UsedKey {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final ClientModel client;

    public UsedKey(KeycloakSession session, RealmModel realm, ClientModel client) {
        this.session = session;
        this.realm = realm;
        this.client = client;
    }

    /** Whether the agent may authenticate with it at this instant. */
    public boolean good(Agent agent, Instant now) {
        if (agent.credential().type() != CredentialType.PRIVATE_KEY_JWT) {
            return !agent.credential().endedAt(now);
        }
        if (client.getAttribute(ClientCredential.JWKS_URL) != null) {
            return ownKey(agent, now);
        }
        return !agent.credential().endedAt(now) || unended(agent, now);
    }

    /** Some of the agent's keys have run out: then the assertion must name one that has not. */
    private boolean unended(Agent agent, Instant now) {
        Optional<String> kid =
                assertion().map(assertion -> assertion.getHeader().getKeyId());
        return kid.isPresent()
                && new FingerprintStore(session)
                        .of(agent.id()).stream()
                                .anyMatch(key ->
                                        kid.get().equals(key.fingerprint().kid()) && !key.endedAt(now));
    }

    /** What lies behind an address may change, so the key itself is noted as the agent's when it is first used. */
    private boolean ownKey(Agent agent, Instant now) {
        Optional<Fingerprint> used = assertion().flatMap(this::fingerprint);
        if (used.isEmpty()) {
            return false;
        }
        FingerprintStore store = new FingerprintStore(session);
        Optional<String> holder = store.holder(realm.getId(), used.get());
        if (holder.isEmpty()) {
            store.add(realm.getId(), agent.id(), used.get(), now);
        }
        return holder.isEmpty() || holder.get().equals(agent.id());
    }

    private Optional<JWSInput> assertion() {
        List<String> sent = session.getContext()
                .getHttpRequest()
                .getDecodedFormParameters()
                .getOrDefault("client_assertion", List.of());
        try {
            return sent.size() == 1 ? Optional.of(new JWSInput(sent.get(0))) : Optional.empty();
        } catch (JWSInputException e) {
            return Optional.empty();
        }
    }

    private Optional<Fingerprint> fingerprint(JWSInput assertion) {
        KeyWrapper key = PublicKeyStorageManager.getClientPublicKeyWrapper(session, client, assertion);
        if (key == null || key.getPublicKey() == null) {
            return Optional.empty();
        }
        JWKBuilder builder = JWKBuilder.create();
        JWK jwk = key.getPublicKey() instanceof RSAPublicKey rsa
                ? builder.rsa(rsa)
                : key.getPublicKey() instanceof ECPublicKey ec ? builder.ec(ec) : builder.okp(key.getPublicKey());
        JsonNode json = JsonSerialization.mapper.valueToTree(jwk);
        return Optional.of(JsonWebKeys.fingerprint(json, assertion.getHeader().getKeyId()));
    }
}
