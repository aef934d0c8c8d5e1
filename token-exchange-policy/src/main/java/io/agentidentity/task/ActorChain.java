package io.agentidentity.task;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.audit.AuditRecord.ActLink;
import io.agentidentity.json.StrictJson;
import java.util.List;

/**
 * Who acts, and who handed the work on: the {@code act} claim (RFC 8693 section 4.1).
 *
 * @param actors the one who acts now first, the one who was asked by the person last; never empty
 */
public record ActorChain(List<ActLink> actors) {

    public ActorChain {
        actors = List.copyOf(actors);
        if (actors.isEmpty()) {
            throw new IllegalArgumentException("somebody must act");
        }
    }

    /** The claim: the current actor outermost. */
    public ObjectNode toJson(String issuer) {
        ObjectNode inner = null;
        for (int i = actors.size() - 1; i >= 0; i--) {
            ObjectNode act = StrictJson.object()
                    .put("iss", issuer)
                    .put("sub", actors.get(i).sub())
                    .put("client_id", actors.get(i).clientId());
            if (inner != null) {
                act.set("act", inner);
            }
            inner = act;
        }
        return inner;
    }
}
