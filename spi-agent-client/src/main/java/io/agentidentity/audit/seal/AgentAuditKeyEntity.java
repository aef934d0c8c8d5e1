package io.agentidentity.audit.seal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.audit.chain.HeadKey;
import io.agentidentity.json.StrictJson;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** Row of a key that signs heads; a retired one keeps its public half alone. Times in milliseconds since the epoch. */
@Entity
@Table(name = "AGENT_AUDIT_KEY")
public class AgentAuditKeyEntity {

    @Id
    @Column(name = "ID", length = 36)
    String id;

    @Column(name = "REALM_ID", length = 36)
    String realmId;

    @Column(name = "PUBLIC_KEY", length = 1000)
    String publicKey;

    @Column(name = "PRIVATE_KEY", length = 1000)
    String privateKey;

    @Column(name = "CREATED_AT")
    long createdAt;

    @Column(name = "RETIRED_AT")
    Long retiredAt;

    HeadKey key() {
        return new HeadKey(jwk(), privateKey);
    }

    ObjectNode jwk() {
        return (ObjectNode) StrictJson.parse(publicKey);
    }
}
