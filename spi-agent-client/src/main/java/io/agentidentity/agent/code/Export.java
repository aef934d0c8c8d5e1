package io.agentidentity.agent.code;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.Agent;
import io.agentidentity.agent.AgentStatus;
import io.agentidentity.agent.store.AgentList;
import io.agentidentity.agent.store.RealmStore;
import io.agentidentity.agent.store.ResourceStore;
import io.agentidentity.json.StrictJson;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** Writes all agents of a realm as one document, a batch at a time, so that it never has to be held in memory. */
public final class Export {

    /** The version of the document's form. */
    static final int VERSION = 1;

    private static final int BATCH = 200;

    private final KeycloakSessionFactory factory;
    private final String realmId;

    public Export(KeycloakSessionFactory factory, String realmId) {
        this.factory = factory;
        this.realmId = realmId;
    }

    /** Writes the document as JSON, or else as YAML. */
    public void write(Writer out, boolean json) throws IOException {
        ObjectNode head = inRealm(Export::head);
        List<JsonNode> resources = resources();
        if (json) {
            String open = StrictJson.write(head);
            out.write(open.substring(0, open.length() - 1));
            out.write(",\n\"resources\":" + StrictJson.write(array(resources)) + ",\n\"agents\":[");
            String separator = "\n";
            for (List<JsonNode> batch = agents(""); !batch.isEmpty(); batch = agents(last(batch))) {
                for (JsonNode agent : batch) {
                    out.write(separator + StrictJson.write(agent));
                    separator = ",\n";
                }
            }
            out.write("\n]}\n");
        } else {
            out.write(Document.yaml(head));
            list(out, "resources", resources);
            List<JsonNode> batch = agents("");
            if (batch.isEmpty()) {
                list(out, "agents", batch);
            }
            for (boolean first = true; !batch.isEmpty(); first = false) {
                if (first) {
                    out.write("agents:\n");
                }
                out.write(Document.yaml(array(batch)));
                batch = agents(last(batch));
            }
        }
        out.flush();
    }

    private static void list(Writer out, String name, List<JsonNode> items) throws IOException {
        out.write(items.isEmpty() ? name + ": []\n" : name + ":\n" + Document.yaml(array(items)));
    }

    private static ObjectNode head(KeycloakSession session, RealmModel realm) {
        ObjectNode head = StrictJson.object().put("version", VERSION).put("realm", realm.getName());
        head.set(
                "settings", new RealmStore(session).of(realm.getId()).settings().write());
        return head;
    }

    private List<JsonNode> resources() {
        List<JsonNode> all = new ArrayList<>();
        int before;
        do {
            before = all.size();
            all.addAll(inRealm((session, realm) -> {
                AgentCode code = new AgentCode(session, realm);
                return new ResourceStore(session)
                        .list(realm.getId(), all.size(), BATCH).stream()
                                .map(resource -> (JsonNode) code.of(resource))
                                .toList();
            }));
        } while (all.size() == before + BATCH);
        return all;
    }

    /** The next agents after a client id; a batch of retired ones, which are not exported, is skipped. */
    private List<JsonNode> agents(String after) {
        return inRealm((session, realm) -> {
            AgentCode code = new AgentCode(session, realm);
            String from = after;
            List<Agent> batch;
            do {
                batch = new AgentList(session).after(realm.getId(), from, BATCH);
                List<JsonNode> shown = batch.stream()
                        .filter(agent -> agent.status() != AgentStatus.RETIRED)
                        .map(agent -> (JsonNode) code.of(agent))
                        .toList();
                if (!shown.isEmpty()) {
                    return shown;
                }
                from = batch.isEmpty() ? from : batch.get(batch.size() - 1).clientId();
            } while (!batch.isEmpty());
            return List.<JsonNode>of();
        });
    }

    private static String last(List<JsonNode> batch) {
        return batch.get(batch.size() - 1).get("clientId").textValue();
    }

    private static JsonNode array(List<JsonNode> items) {
        return StrictJson.array(List.of()).addAll(items);
    }

    private <T> T inRealm(BiFunction<KeycloakSession, RealmModel, T> step) {
        return KeycloakModelUtils.runJobInTransactionWithResult(factory, session -> {
            RealmModel realm = session.realms().getRealm(realmId);
            session.getContext().setRealm(realm);
            return step.apply(session, realm);
        });
    }
}
