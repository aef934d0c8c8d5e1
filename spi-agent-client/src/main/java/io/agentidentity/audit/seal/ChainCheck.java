package io.agentidentity.audit.seal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.audit.chain.Fault;
import io.agentidentity.audit.chain.Head;
import io.agentidentity.audit.chain.HeadKeys;
import io.agentidentity.audit.chain.Removed;
import io.agentidentity.audit.chain.Verification;
import io.agentidentity.json.StrictJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** Verifies a realm's chain against its signed heads, and against heads that somebody kept outside. */
public final class ChainCheck {

    private static final int PAGE = 500;

    private final KeycloakSession session;
    private final String realmId;
    private final SealedLog log;
    private final SignedHeads heads;
    private final Removed removed;

    public ChainCheck(KeycloakSession session, String realmId) {
        this.session = session;
        this.realmId = realmId;
        this.log = new SealedLog(session, realmId);
        this.heads = new SignedHeads(session, realmId);
        this.removed = new Tombstones(session, realmId).removed();
    }

    /**
     * Walks along the chain.
     *
     * @param from place of the first record to look at
     * @param max most records to look at
     * @param outside signed heads that were kept elsewhere
     * @return what was found: {@code next} says where to go on if there is more
     */
    public ObjectNode verify(long from, int max, List<String> outside) {
        List<String> signed = new ArrayList<>(heads.from(from - 1));
        signed.addAll(outside);
        HeadKeys keys = new HeadKeys(heads.keys());
        List<Head> trusted = new ArrayList<>();
        for (String one : signed) {
            Optional<Head> head = keys.verify(one).filter(known -> known.chain().equals(realmId));
            if (head.isEmpty()) {
                return report(
                        from, 0, Optional.empty(), Optional.of(Fault.untrusted()), signed.size(), Optional.empty());
            }
            trusted.add(head.get());
        }
        end().filter(head -> head.sequence() >= from - 1).ifPresent(trusted::add);
        return removed.fault().isPresent()
                ? report(from, 0, removed.end(), removed.fault(), signed.size(), Optional.empty())
                : walk(Math.max(from, removed.last() + 1), max, trusted, signed.size());
    }

    /** What comes before a record: where the records end that were removed, or the record before. */
    private Optional<Head> before(long from) {
        return from == removed.last() + 1
                ? removed.end()
                : log.along(from - 2, 1).stream()
                        .findFirst()
                        .flatMap(row -> Verification.headOf(row.record()))
                        .filter(head -> head.sequence() == from - 1);
    }

    private ObjectNode walk(long from, int max, List<Head> trusted, int signed) {
        Optional<Head> start = before(from);
        if (from > 1 && start.isEmpty()) {
            return report(from, 0, start, Optional.of(Fault.missing(from - 1)), signed, Optional.empty());
        }
        long until = from + max - 1;
        boolean more = !log.along(until, 1).isEmpty();
        Verification verification = new Verification(
                start,
                trusted.stream()
                        .filter(head -> !more || head.sequence() <= until)
                        .toList());
        long after = from - 1;
        while (after < until && !verification.failed()) {
            List<SealedLog.Row> page = log.along(after, PAGE);
            if (page.isEmpty()) {
                break;
            }
            for (SealedLog.Row row : page) {
                if (row.sequence() <= until) {
                    verification.next(row.record());
                }
                after = row.sequence();
            }
        }
        Verification.Report found = verification.end();
        return report(
                from,
                found.records(),
                found.last(),
                found.fault(),
                signed,
                more && found.fault().isEmpty() ? Optional.of(until + 1) : Optional.empty());
    }

    private ObjectNode report(
            long from, long records, Optional<Head> last, Optional<Fault> fault, int signed, Optional<Long> next) {
        ObjectNode report = StrictJson.object()
                .put("chain", realmId)
                .put("intact", fault.isEmpty())
                .put("removed", removed.last())
                .put("from", from)
                .put("records", records)
                .put("heads", signed);
        report.set("last", last.<JsonNode>map(Head::toJson).orElse(report.nullNode()));
        report.set("fault", fault.<JsonNode>map(Fault::toJson).orElse(report.nullNode()));
        report.set("next", next.<JsonNode>map(report::numberNode).orElse(report.nullNode()));
        return report;
    }

    /** The end as the row of the chain has it, which nobody signed yet. */
    private Optional<Head> end() {
        return Optional.ofNullable(session.getProvider(JpaConnectionProvider.class)
                        .getEntityManager()
                        .find(AgentAuditChainEntity.class, realmId))
                .flatMap(AgentAuditChainEntity::end);
    }
}
