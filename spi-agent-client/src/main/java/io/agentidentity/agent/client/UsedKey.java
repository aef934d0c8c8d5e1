package io.agentidentity.agent.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.agent.Agent;
import io.agentidentity.agent.credential.CredentialType;
import io.agentidentity.agent.credential.Fingerprint;
import io.agentidentity.agent.credential.JsonWebKeys;
import io.agentidentity.agent.store.FingerprintStore;
import io.agentidentity.agent.store.FingerprintStore.HeldKey;
import io.agentidentity.audit.ActorKind;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditRecord;
import io.agentidentity.audit.AuditType;
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

    /** Notes in the session which key that was. */
    private static final String USED = UsedKey.class.getName();

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
        Optional<Fingerprint> used = assertion().flatMap(this::fingerprint);
        if (used.isEmpty()) {
            return false;
        }
        used.flatMap(Fingerprint::thumbprint).ifPresent(thumbprint -> session.setAttribute(USED, thumbprint));
        Optional<HeldKey> held = new FingerprintStore(session).held(agent.id(), used.get());
        if (held.isPresent()) {
            return !held.get().endedAt(now);
        }
        return client.getAttribute(ClientCredential.JWKS_URL) != null && firstUse(agent, used.get(), now);
    }

    /** The thumbprint (RFC 7638) of the key that the agent of this request authenticated with, if it was let through with one. */
    public static Optional<String> thumbprint(KeycloakSession session) {
        return Optional.ofNullable(session.getAttribute(USED, String.class));
    }

    /** What lies behind an address may change, so the key itself is noted as the agent's when it is first used. */
    private boolean firstUse(Agent agent, Fingerprint used, Instant now) {
        String holder =
                FingerprintStore.note(session.getKeycloakSessionFactory(), realm.getId(), agent.id(), used, now);
        if (holder.equals(agent.id())) {
            return true;
        }
        AuditLog.appendDespiteRollback(
                session,
                realm,
                AuditRecord.of(AuditType.AGENT_REFUSED, ActorKind.SYSTEM)
                        .agent(agent)
                        .refused("credential_in_use"));
        return false;
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
