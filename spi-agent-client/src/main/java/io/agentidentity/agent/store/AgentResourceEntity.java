package io.agentidentity.agent.store;

import io.agentidentity.agent.ResourceUri;
import io.agentidentity.json.StrictJson;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.ArrayList;
import java.util.List;

/** Row of a resource URI. */
@Entity
@Table(name = "AGENT_RESOURCE")
public class AgentResourceEntity {

    @Id
    @Column(name = "ID", length = 36)
    String id;

    @Column(name = "REALM_ID", length = 36)
    String realmId;

    @Column(name = "URI", length = 700)
    String uri;

    @Column(name = "CLIENT_UUID", length = 36)
    String clientUuid;

    /** Internal ids of the gateway clients, as a JSON array. */
    @Column(name = "GATEWAYS")
    String gateways;

    ResourceUri toResource() {
        List<String> ids = new ArrayList<>();
        StrictJson.parse(gateways).forEach(node -> ids.add(node.asText()));
        return new ResourceUri(uri, clientUuid, List.copyOf(ids));
    }
}
