package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentidentity.it.realm.TokenAnswer;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Records that were sealed before there was so much to search by. */
class RecordFillIT extends OnOwnDatabase {

    RecordFillIT() {
        super("fill", "--spi-agent-chore--audit-columns--interval-seconds=1");
    }

    @Test
    void recordsOfBeforeAreFoundByWhatIsNew() {
        TokenAnswer token = scene.exchange().token();
        String txn = token.claims().path("txn").asText();
        assertThat(realm.audit("txn=" + txn)).hasSize(1);
        String id = realm.admin().get("").expect(200).json().path("id").asText();
        database.update("update AGENT_AUDIT set TXN = null, ACTION = null, TARGET = null where REALM_ID = ?", id);
        assertThat(realm.audit("txn=" + txn)).isEmpty();
        database.update("update AGENT_AUDIT_CHAIN set FILL_TO = SEQUENCE_NO where REALM_ID = ?", id);
        await().until(() -> realm.audit("txn=" + txn).size() == 1);
        assertThat(database.number("select FILL_TO from AGENT_AUDIT_CHAIN where REALM_ID = ?", id))
                .isZero();
        assertThat(realm.admin()
                        .post("/agents/audit/verify")
                        .expect(200)
                        .json()
                        .path("intact")
                        .asBoolean())
                .isTrue();
    }

    /** Its place tells when it was sealed, its time when it happened. */
    @Test
    void aLateRecordIsFoundWhereItsTimeIs() {
        TokenAnswer token = scene.exchange().token();
        String jti = token.claims().path("jti").asText();
        assertThat(realm.audit("jti=" + jti)).hasSize(1);
        long hourAgo = Instant.now().minusSeconds(3600).toEpochMilli();
        String span = "&from=" + Instant.ofEpochMilli(hourAgo - 1000) + "&to=" + Instant.ofEpochMilli(hourAgo + 1000);
        assertThat(realm.audit("jti=" + jti + span)).isEmpty();
        assertThat(database.update(
                        "update AGENT_AUDIT set EVENT_TIME = ?, LATE_TIME = ? where JTI = ?", hourAgo, hourAgo, jti))
                .isEqualTo(1);
        scene.exchange().token();
        assertThat(realm.audit("jti=" + jti + span)).hasSize(1);
        assertThat(realm.audit(span.substring(1))).hasSize(1);
        assertThat(realm.audit("from=" + Instant.ofEpochMilli(hourAgo + 1000) + "&jti=" + jti))
                .isEmpty();
    }
}
