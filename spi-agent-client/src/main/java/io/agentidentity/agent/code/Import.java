package io.agentidentity.agent.code;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.Agent;
import io.agentidentity.agent.AgentJson;
import io.agentidentity.agent.AgentSpec;
import io.agentidentity.agent.ResourceUri;
import io.agentidentity.agent.lifecycle.AgentConflict;
import io.agentidentity.agent.lifecycle.AgentService;
import io.agentidentity.agent.lifecycle.AgentTasks;
import io.agentidentity.agent.lifecycle.Caller;
import io.agentidentity.agent.realm.RealmService;
import io.agentidentity.agent.realm.Resources;
import io.agentidentity.agent.settings.Settings;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.agent.store.RealmStore;
import io.agentidentity.agent.store.ResourceStore;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.Members;
import io.agentidentity.json.StrictJson;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Reads a document back: creates what is not there and changes what differs. Agents that the document does not name stay as they
 * are, and so does everything that code must not undo: status, risk, reviews. The caller rolls back if anything was wrong.
 */
public final class Import {

    private static final Set<String> MEMBERS = Set.of("version", "realm", "settings", "resources", "agents");

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Caller caller;
    private final Options options;
    private final AgentCode code;
    private final ObjectNode report = StrictJson.object();

    public Import(KeycloakSession session, RealmModel realm, Caller caller, Options options) {
        this.session = session;
        this.realm = realm;
        this.caller = caller;
        this.options = options;
        this.code = new AgentCode(session, realm);
    }

    /**
     * Does what a document says.
     *
     * @throws InvalidInput if it is no document of ours at all
     */
    public Report run(String text) {
        ObjectNode document = Members.object(Document.parse(text), "the document", MEMBERS);
        if (document.path("version").asInt() != Export.VERSION) {
            throw new InvalidInput("version must be " + Export.VERSION);
        }
        for (String list : new String[] {"created", "updated", "unchanged", "ignored", "errors"}) {
            report.putArray(list);
        }
        report.put("agents", 0);
        if (document.hasNonNull("settings")) {
            attempt("settings", () -> settings(document.get("settings")));
        }
        for (JsonNode resource : list(document, "resources")) {
            attempt("resource " + resource.path("uri").asText(), () -> resource(resource));
        }
        hold(list(document, "agents"));
        for (JsonNode agent : list(document, "agents")) {
            report.put("agents", report.get("agents").intValue() + 1);
            attempt("agent " + agent.path("clientId").asText(), () -> agent(agent));
        }
        return new Report(report, report.get("errors").isEmpty());
    }

    /** Locks all agents that may change before any task, and the tasks of those that may get another owner, which ends them. */
    private void hold(JsonNode sent) {
        AgentStore agents = new AgentStore(session);
        Map<String, String> owners = new HashMap<>();
        for (JsonNode agent : sent) {
            // Before rows are locked: a look into a directory may remove the person in a transaction beside this one.
            look(agent.path("owner"));
            ClientModel client =
                    realm.getClientByClientId(agent.path("clientId").asText());
            if (client != null) {
                owners.put(client.getId(), agent.path("owner").toString());
            }
        }
        List<Agent> handedOver = agents.lock(realm.getId(), owners.keySet()).stream()
                .filter(agent -> !owners.get(agent.id()).contains(agent.ownerId()))
                .toList();
        AgentTasks.of(session).hold(realm, handedOver, Optional.empty());
    }

    private void look(JsonNode owner) {
        for (String named : List.of(
                owner.asText(),
                owner.path("id").asText(),
                owner.path("username").asText())) {
            if (!named.isEmpty() && session.users().getUserById(realm, named) == null) {
                session.users().getUserByUsername(realm, named);
            }
        }
    }

    private static JsonNode list(ObjectNode document, String name) {
        JsonNode list = document.path(name);
        if (!list.isMissingNode() && !list.isNull() && !list.isArray()) {
            throw new InvalidInput(name + " must be a list");
        }
        return list;
    }

    private void attempt(String what, Supplier<Outcome> step) {
        try {
            Outcome outcome = step.get();
            if (outcome == Outcome.UNCHANGED) {
                names("unchanged").add(what);
            } else if (outcome == Outcome.CREATED) {
                names("created").add(what);
            }
        } catch (InvalidInput | AgentConflict e) {
            names("errors").addObject().put("what", what).put("error", e.getMessage());
        }
    }

    private Outcome settings(JsonNode sent) {
        ObjectNode before = new RealmStore(session).of(realm.getId()).settings().write();
        Settings settings = Settings.parse(sent);
        if (settings.write().equals(before)) {
            return Outcome.UNCHANGED;
        }
        ObjectNode after = new RealmService(session, realm, caller)
                .put(settings, Optional.empty())
                .settings()
                .write();
        return updated("settings", before, after);
    }

    private Outcome resource(JsonNode sent) {
        Resources resources = new Resources(session, realm, caller);
        ResourceUri resource = resources.parse(sent);
        JsonNode before = new ResourceStore(session)
                .find(realm.getId(), resource.uri())
                .<JsonNode>map(code::of)
                .orElseGet(StrictJson::object);
        return switch (resources.put(resource)) {
            case CREATED -> Outcome.CREATED;
            case CHANGED -> updated("resource " + resource.uri(), before, code.of(resource));
            case UNCHANGED -> Outcome.UNCHANGED;
        };
    }

    private Outcome agent(JsonNode sent) {
        AgentSpec spec = AgentSpec.parse(sent);
        checkOwner(spec);
        AgentService service = new AgentService(session, realm, caller);
        ClientModel client = realm.getClientByClientId(spec.clientId());
        if (client == null) {
            ignored(spec, sent, null);
            service.create(named(spec, sent), options.publicAppsConfirmed());
            return Outcome.CREATED;
        }
        Agent current = service.named(client);
        ObjectNode before = code.of(current);
        ignored(spec, sent, current);
        ObjectNode after = code.of(service.update(current, named(spec, sent), options.publicAppsConfirmed()));
        return after.equals(before) ? Outcome.UNCHANGED : updated("agent " + spec.clientId(), before, after);
    }

    /** A username that means somebody else by now must not make that person the owner of an agent unseen. */
    private void checkOwner(AgentSpec spec) {
        if (spec.ownerName() == null
                || options.ownersConfirmed()
                || spec.ownerName().equals(spec.owner())) {
            return;
        }
        UserModel byName = session.users().getUserByUsername(realm, spec.ownerName());
        if (byName == null || !byName.getId().equals(spec.owner())) {
            throw new InvalidInput("owner: " + spec.ownerName()
                    + " is not the person with the id in the document; check, and repeat with confirmOwners=true");
        }
    }

    /** Once confirmed, the name counts where the id is unknown here. */
    private AgentSpec named(AgentSpec spec, JsonNode sent) {
        boolean known = session.users().getUserById(realm, spec.owner()) != null;
        if (known || spec.ownerName() == null) {
            return spec;
        }
        ObjectNode copy = sent.deepCopy();
        return AgentSpec.parse(copy.put("owner", spec.ownerName()));
    }

    private void ignored(AgentSpec spec, JsonNode sent, Agent current) {
        ObjectNode shown = current == null ? StrictJson.object() : AgentJson.write(current, current.updatedAt());
        ArrayNode members = StrictJson.array(List.of());
        AgentSpec.READ_ONLY.stream()
                .sorted()
                .filter(sent::hasNonNull)
                .filter(member -> !sent.get(member).equals(shown.get(member)))
                .forEach(members::add);
        if (!members.isEmpty()) {
            names("ignored").addObject().put("what", "agent " + spec.clientId()).set("members", members);
        }
    }

    private Outcome updated(String what, JsonNode before, JsonNode after) {
        names("updated").addObject().put("what", what).set("changes", Difference.between(before, after));
        return Outcome.UPDATED;
    }

    private ArrayNode names(String list) {
        return (ArrayNode) report.get(list);
    }

    private enum Outcome {
        CREATED,
        UPDATED,
        UNCHANGED
    }

    /**
     * What the administrator confirmed.
     *
     * @param ownersConfirmed usernames may mean other people than when the document was written
     */
    public record Options(boolean ownersConfirmed, boolean publicAppsConfirmed) {}

    /**
     * What was done, or would be.
     *
     * @param good whether nothing was wrong
     */
    public record Report(ObjectNode json, boolean good) {}
}
