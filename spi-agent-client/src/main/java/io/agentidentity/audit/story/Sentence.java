package io.agentidentity.audit.story;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.json.PlainText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a record says, in a sentence. It says who acted so that a person, an agent alone and an agent for a person cannot be taken
 * for each other.
 */
final class Sentence {

    private static final Pattern BLANK = Pattern.compile("\\{(\\w+)}");
    private static final int MOST = 200;

    /** By type of record; a type without a sentence of its own is told by its name. */
    private static final Map<String, String> TOLD = Map.ofEntries(
            Map.entry("agent.created.v1", "{who} made agent {agent}"),
            Map.entry("agent.updated.v1", "{who} changed {changed} of agent {agent}"),
            Map.entry("agent.suspended.v1", "{who} suspended agent {agent}"),
            Map.entry("agent.activated.v1", "{who} let agent {agent} start anew"),
            Map.entry("agent.expired.v1", "the time of agent {agent} was up"),
            Map.entry("agent.adopted.v1", "{who} made an agent of client {agent}"),
            Map.entry("agent.killed.v1", "{who} killed agent {agent}"),
            Map.entry("agent.retired.v1", "{who} retired agent {agent}"),
            Map.entry("agent.reviewed.v1", "{who} reviewed agent {agent}"),
            Map.entry("agent.deleted.v1", "{who} deleted agent {agent}"),
            Map.entry("agent.owner.changed.v1", "{who} handed agent {agent} to another owner"),
            Map.entry("agent.owner.confirmed.v1", "{who} took agent {agent} on"),
            Map.entry("agent.owner.declined.v1", "{who} did not take agent {agent} on"),
            Map.entry("agent.owner.disabled.v1", "the owner of agent {agent} was out"),
            Map.entry("agent.owner.back.v1", "the owner of agent {agent} was back"),
            Map.entry("agent.risk.changed.v1", "{who} changed the risk of agent {agent}"),
            Map.entry("agent.credential.rotated.v1", "{who} replaced the credential of agent {agent}"),
            Map.entry("agent.credential.removed.v1", "{who} took a key away from agent {agent}"),
            Map.entry("agent.settings.changed.v1", "{who} changed the settings"),
            Map.entry("agent.policy.changed.v1", "{who} changed the rules"),
            Map.entry("agent.emergency_stop.v1", "{who} stopped all agents"),
            Map.entry("agent.emergency_stop.lifted.v1", "{who} lifted the stop of all agents"),
            Map.entry("agent.export.v1", "{who} exported all agents"),
            Map.entry("agent.audit.exported.v1", "{who} exported records"),
            Map.entry("agent.audit.read.v1", "{who} read {rows} records"),
            Map.entry("agent.audit.key.rotated.v1", "{who} replaced the key that signs the record"),
            Map.entry("agent.audit.person.forgotten.v1", "{who} had it forgotten who {target} is"),
            Map.entry("agent.mail.sent.v1", "{recipient} was told about agent {agent}"),
            Map.entry("agent.mail.failed.v1", "{recipient} could not be told about agent {agent}"),
            Map.entry("agent.resource.changed.v1", "{who} changed what resource {target} belongs to"),
            Map.entry("agent.block.set.v1", "{who} blocked agent {agent}{for}"),
            Map.entry("agent.block.lifted.v1", "{who} lifted the block of agent {agent}{for}"),
            Map.entry("agent.request.refused.v1", "{who} sent a request{about}"),
            Map.entry("agent.actor_token.issued.v1", "{who} got a token that says who it is"),
            Map.entry("agent.token.issued.v1", "{who} {opened} token for {target}{scope}{for}"),
            Map.entry("agent.token.continued.v1", "{who} went on with a new token for {target}{scope}{for}"),
            Map.entry("agent.task.handed_over.v1", "{who} handed work down to {target}{scope}{for}"),
            Map.entry("agent.token.refused.v1", "{who} asked for a token for {target}{for}"),
            Map.entry("agent.token.revoked.v1", "{who} gave a token up{for}"),
            Map.entry("agent.token.introspected.v1", "{who} looked at a token of {agent}{for}"),
            Map.entry("agent.task.suspended.v1", "{who} stopped the task of {agent}{for}"),
            Map.entry("agent.task.resumed.v1", "{who} let the task of {agent} go on{for}"),
            Map.entry("agent.task.ended.v1", "{who} ended the task of {agent}{for}, which is {state}"),
            Map.entry("agent.task.drifted.v1", "agent {agent} left its task{for}"),
            Map.entry("agent.call.decided.v1", "{who} asked for {action} at {target}{for}: {outcome}"),
            Map.entry("agent.call.outcome.v1", "{point} said that a call of {agent}{for} came out as {result}"));

    private final JsonNode type;
    private final JsonNode data;
    private final UnaryOperator<String> people;

    /** @param people gives the name of a person for their id, or the id if nobody has it any more */
    Sentence(JsonNode event, UnaryOperator<String> people) {
        this.type = event.path("type");
        this.data = event.path("data");
        this.people = people;
    }

    String text() {
        String template = TOLD.getOrDefault(type.asText(), "{who}: {type}");
        StringBuilder text = new StringBuilder();
        Matcher blanks = BLANK.matcher(template);
        while (blanks.find()) {
            blanks.appendReplacement(text, Matcher.quoteReplacement(filled(blanks.group(1))));
        }
        blanks.appendTail(text);
        boolean refused = "refused".equals(data.path("outcome").asText());
        if (refused && !template.endsWith("{outcome}")) {
            text.append(": refused");
        }
        if (data.has("reason")) {
            text.append(refused ? ", " : ": ").append(plain(data.path("reason").asText()));
        }
        if (data.has("repeated")) {
            text.append(" (and ").append(data.path("repeated").asInt()).append(" times more before)");
        }
        return text.toString();
    }

    private String filled(String blank) {
        return switch (blank) {
            case "who" -> who();
            case "agent" -> known("/agent/client_id");
            case "target" -> known("/action/resource");
            case "action" ->
                data.at("/action/operation").isMissingNode() ? known("/action/name") : known("/action/operation");
            case "about" -> data.has("agent") ? " about agent " + known("/agent/client_id") : "";
            case "scope" ->
                data.at("/authorization/scope").asText().isEmpty() ? "" : " (" + known("/authorization/scope") + ")";
            case "for" -> forWhom();
            case "opened" -> data.has("login") ? "began a task and got a" : "got a";
            case "state" -> known("/task/state");
            case "outcome" -> known("/outcome");
            case "point" -> known("/authorization/enforcement_point");
            case "result" -> known("/unverified/result");
            case "recipient" -> person(data.at("/recipient/sub"));
            case "changed" -> changed();
            case "rows" -> data.path("rows").asText();
            case "type" -> plain(type.asText());
            default -> throw new IllegalArgumentException(blank);
        };
    }

    private String who() {
        JsonNode actor = data.path("actor");
        return switch (data.path("actor_kind").asText()) {
            case "person" -> person(actor.path("sub"));
            case "admin_impersonation" -> "an administrator in the session of " + person(actor.path("sub"));
            case "delegated_agent" -> actor.has("client_id") ? chain() : known("/agent/client_id");
            case "agent_autonomous" ->
                (actor.has("client_id") ? plain(actor.path("client_id").asText()) : known("/agent/client_id"))
                        + " on its own";
            case "workload" ->
                actor.has("client_id")
                        ? "client " + plain(actor.path("client_id").asText())
                        : actor.has("sub") ? "service account " + person(actor.path("sub")) : "somebody unknown";
            default -> "the server";
        };
    }

    /** The agent that acted, and those that it has the work from. */
    private String chain() {
        List<String> agents = new ArrayList<>();
        data.path("act_chain")
                .forEach(link -> agents.add(plain(link.path("client_id").asText())));
        return agents.isEmpty() ? known("/actor/client_id") : String.join(", asked by ", agents);
    }

    private String forWhom() {
        JsonNode principal = data.at("/principal/sub");
        boolean alone =
                "agent_autonomous".equals(data.path("actor_kind").asText()) || principal.equals(data.at("/actor/sub"));
        return principal.isMissingNode() || alone ? "" : " for " + person(principal);
    }

    private String changed() {
        List<String> names = new ArrayList<>();
        data.path("changed").forEach(name -> names.add(plain(name.asText())));
        return names.isEmpty() ? "something" : String.join(", ", names);
    }

    private String person(JsonNode sub) {
        return sub.isMissingNode() ? "somebody" : plain(people.apply(sub.asText()));
    }

    private String known(String pointer) {
        JsonNode value = data.at(pointer);
        return value.isMissingNode() || value.isNull() ? "?" : plain(value.asText());
    }

    /** A name or somebody's words on one line that says what it shows, cut where it goes on for too long. */
    private static String plain(String text) {
        String shown = text.codePoints()
                .limit(MOST)
                .map(c -> PlainText.is(Character.toString(c)) ? c : ' ')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return text.codePointCount(0, text.length()) > MOST ? shown + "…" : shown;
    }
}
