package io.agentidentity.agent.clienttype;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.keycloak.client.clienttype.ClientTypeManager;
import org.keycloak.common.Profile;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.provider.ProviderEventListener;
import org.keycloak.representations.idm.ClientTypeRepresentation;
import org.keycloak.representations.idm.ClientTypesRepresentation;

/** Adds the type to each realm that has no type of that name. */
public final class AgentClientType implements ProviderEventListener {

    private static final Logger LOG = Logger.getLogger(AgentClientType.class);
    private static final String NAME = "agent";

    @Override
    public void onEvent(ProviderEvent event) {
        if (!Profile.isFeatureEnabled(Profile.Feature.CLIENT_TYPES)) {
            return;
        }
        if (event instanceof PostMigrationEvent started) {
            addToAll(started.getFactory());
        } else if (event instanceof RealmModel.RealmPostCreateEvent created) {
            add(created.getKeycloakSession(), created.getCreatedRealm());
        }
    }

    private static void addToAll(KeycloakSessionFactory factory) {
        List<String> realms = KeycloakModelUtils.runJobInTransactionWithResult(
                factory,
                s -> s.realms().getRealmsStream().map(RealmModel::getId).toList());
        for (String id : realms) {
            KeycloakModelUtils.runJobInTransaction(factory, s -> {
                RealmModel realm = s.realms().getRealm(id);
                if (realm != null) {
                    s.getContext().setRealm(realm);
                    add(s, realm);
                }
            });
        }
    }

    /** A realm is worth more than the type: what fails is logged. */
    private static void add(KeycloakSession session, RealmModel realm) {
        try {
            ClientTypeManager manager = session.getProvider(ClientTypeManager.class);
            List<ClientTypeRepresentation> types = new ArrayList<>();
            List<ClientTypeRepresentation> known = manager.getClientTypes(realm).getRealmClientTypes();
            if (known != null) {
                types.addAll(known);
            }
            if (types.stream().noneMatch(type -> NAME.equals(type.getName()))) {
                types.add(type());
                manager.updateClientTypes(realm, new ClientTypesRepresentation(types, null));
            }
        } catch (RuntimeException e) {
            LOG.warnf(e, "the client type %s could not be added to realm %s", NAME, realm.getName());
        }
    }

    private static ClientTypeRepresentation type() {
        ClientTypeRepresentation type = new ClientTypeRepresentation();
        type.setName(NAME);
        type.setProvider("default");
        type.setParent(ClientTypeManager.SERVICE_ACCOUNT);
        type.setConfig(Map.of(
                "standard.token.exchange.enabled",
                notApplicable(),
                "oauth2.jwt.authorization.grant.enabled",
                notApplicable()));
        return type;
    }

    private static ClientTypeRepresentation.PropertyConfig notApplicable() {
        ClientTypeRepresentation.PropertyConfig config = new ClientTypeRepresentation.PropertyConfig();
        config.setApplicable(false);
        return config;
    }
}
