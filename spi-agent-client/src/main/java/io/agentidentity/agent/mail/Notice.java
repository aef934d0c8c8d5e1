package io.agentidentity.agent.mail;

import io.agentidentity.agent.Agent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.keycloak.email.EmailException;
import org.keycloak.email.EmailTemplateProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** One mail, made by Keycloak's own templates in the language of whoever gets it. */
final class Notice {

    private static final String TEMPLATE = "agent-notice.ftl";

    private final KeycloakSession session;
    private final RealmModel realm;

    Notice(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    void send(MailKind kind, Agent agent, UserModel person) throws EmailException {
        String realmName =
                realm.getDisplayName() == null || realm.getDisplayName().isBlank()
                        ? realm.getName()
                        : realm.getDisplayName();
        Map<String, Object> values = new HashMap<>();
        values.put("bodyKey", kind.bodyKey());
        values.put("agentName", agent.name());
        values.put("agentClientId", agent.clientId());
        values.put("realmTitle", realmName);
        values.put("dueAt", agent.review().dueAt().map(Object::toString).orElse(""));
        values.put(
                "expiresAt",
                agent.expiresAt()
                        .or(() -> agent.credential().endsAt())
                        .map(Object::toString)
                        .orElse(""));
        session.getProvider(EmailTemplateProvider.class)
                .setRealm(realm)
                .setUser(person)
                .send(kind.subjectKey(), List.of(agent.name(), realmName), TEMPLATE, values);
    }
}
