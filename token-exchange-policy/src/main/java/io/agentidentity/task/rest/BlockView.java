package io.agentidentity.task.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.lifecycle.AgentTasks.Ended;
import io.agentidentity.json.StrictJson;
import io.agentidentity.json.Wire;
import io.agentidentity.task.Block;
import java.time.Instant;
import java.util.List;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RealmModel;

/** Blocks as the APIs show them. */
final class BlockView {

    private final RealmModel realm;

    BlockView(RealmModel realm) {
        this.realm = realm;
    }

    /** With who set them and why, for administrators. */
    ArrayNode whole(List<Block> blocks) {
        ArrayNode rows = brief(blocks);
        for (int i = 0; i < blocks.size(); i++) {
            ((ObjectNode) rows.get(i))
                    .put("principalId", blocks.get(i).principalId())
                    .put("byId", blocks.get(i).byId())
                    .put("reason", blocks.get(i).reason().orElse(null));
        }
        return rows;
    }

    /** What a person or an owner sees, of whoever set them. */
    ArrayNode brief(List<Block> blocks) {
        ArrayNode rows = StrictJson.array(List.of());
        for (Block block : blocks) {
            ClientModel agent = realm.getClientById(block.agentId());
            rows.addObject()
                    .put("agentId", block.agentId())
                    .put("agentClientId", agent == null ? null : agent.getClientId())
                    .put("agentName", agent == null ? null : agent.getName())
                    .put("by", Wire.name(block.by()))
                    .put("since", block.since().toString());
        }
        return rows;
    }

    /** What ended with a block. */
    static ObjectNode ended(Ended ended) {
        return StrictJson.object()
                .put("tasksEnded", ended.tasks())
                .put("tokensEnded", ended.tokens())
                .put(
                        "lastTokenExpiresAt",
                        ended.lastTokenExpiresAt().map(Instant::toString).orElse(null));
    }
}
