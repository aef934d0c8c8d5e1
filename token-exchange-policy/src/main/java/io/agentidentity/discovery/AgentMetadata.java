package io.agentidentity.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.check.SelfCheck;
import io.agentidentity.agent.store.RealmStore;
import io.agentidentity.introspection.SignedAnswers;
import io.agentidentity.json.StrictJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.util.JsonSerialization;
import org.keycloak.wellknown.WellKnownProvider;

/**
 * Keycloak's metadata with what agents need to know: the type of their {@code authorization_details} (RFC 9396 section 10), token
 * exchange among the grants, and how introspection answers are signed (RFC 9701 section 7). Only members of published standards.
 */
final class AgentMetadata implements WellKnownProvider {

    private final KeycloakSession session;
    private final WellKnownProvider keycloaks;

    AgentMetadata(KeycloakSession session, WellKnownProvider keycloaks) {
        this.session = session;
        this.keycloaks = keycloaks;
    }

    @Override
    public Object getConfig() {
        Object metadata = keycloaks.getConfig();
        if (!SelfCheck.passed()) {
            return metadata;
        }
        JsonNode said = JsonSerialization.mapper.valueToTree(metadata);
        ObjectNode more = StrictJson.object();
        add(more, said, "authorization_details_types_supported", detailsType());
        add(more, said, "grant_types_supported", OAuth2Constants.TOKEN_EXCHANGE_GRANT_TYPE);
        add(
                more,
                said,
                "introspection_signing_alg_values_supported",
                SignedAnswers.algorithm(session.getContext().getRealm()));
        try {
            // Reading into Keycloak's own object sets members that only later versions have a field for, on all
            // versions alike.
            return JsonSerialization.mapper.readerForUpdating(metadata).readValue(more);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the realm calls the details of a task. */
    private String detailsType() {
        String realmId = session.getContext().getRealm().getId();
        return new RealmStore(session).of(realmId).settings().tasks().detailsType();
    }

    private static void add(ObjectNode more, JsonNode said, String member, String value) {
        Set<String> values = new LinkedHashSet<>();
        said.path(member).forEach(known -> values.add(known.asText()));
        if (values.add(value)) {
            more.set(member, StrictJson.array(values));
        }
    }

    @Override
    public void close() {
        keycloaks.close();
    }
}
