package io.agentidentity.agent.store;

import io.agentidentity.agent.settings.RealmState;
import io.agentidentity.agent.settings.RealmState.Stop;
import io.agentidentity.agent.settings.Settings;
import io.agentidentity.json.Parsed;
import io.agentidentity.json.StrictJson;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Optional;

/** Row of a realm's settings and emergency stop; times in milliseconds since the epoch. */
@Entity
@Table(name = "AGENT_REALM")
public class AgentRealmEntity {

    static final int MAX_SETTINGS = 4000;

    private static final Parsed<Settings> PARSED = new Parsed<>(json -> Settings.parse(StrictJson.parse(json)));

    @Id
    @Column(name = "REALM_ID", length = 36)
    String realmId;

    @Column(name = "SETTINGS", length = MAX_SETTINGS)
    String settings;

    @Column(name = "STOPPED_AT")
    Long stoppedAt;

    @Column(name = "STOPPED_BY")
    String stoppedBy;

    @Column(name = "STOP_REASON")
    String stopReason;

    @Column(name = "NOT_BEFORE")
    long notBefore;

    @Column(name = "POLICY_ID", length = 36)
    String policyId;

    @Version
    @Column(name = "VERSION")
    int version;

    RealmState toState() {
        return new RealmState(
                PARSED.of(settings),
                Optional.ofNullable(stoppedAt).map(at -> new Stop(Instant.ofEpochMilli(at), stoppedBy, stopReason)),
                Instant.ofEpochMilli(notBefore),
                Optional.ofNullable(policyId),
                version);
    }
}
