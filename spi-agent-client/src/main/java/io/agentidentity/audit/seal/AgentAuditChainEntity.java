package io.agentidentity.audit.seal;

import io.agentidentity.audit.chain.Head;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Optional;

/** Row of the end of a realm's chain. Whoever seals holds its lock, so there is one sealer at a time, and none to wait for if it dies. */
@Entity
@Table(name = "AGENT_AUDIT_CHAIN")
public class AgentAuditChainEntity {

    @Id
    @Column(name = "REALM_ID", length = 36)
    String realmId;

    @Column(name = "SEQUENCE_NO")
    long sequence;

    @Column(name = "HASH", length = 80)
    String hash;

    @Column(name = "SIGNED_SEQUENCE")
    long signedSequence;

    /** When the newest head was signed, in milliseconds since the epoch. */
    @Column(name = "SIGNED_AT")
    long signedAt;

    /** Records up to this place may lack what is searched by; none if it is 0. */
    @Column(name = "FILL_TO")
    long fillTo;

    Optional<Head> end() {
        return sequence == 0 ? Optional.empty() : Optional.of(new Head(realmId, sequence, hash));
    }
}
