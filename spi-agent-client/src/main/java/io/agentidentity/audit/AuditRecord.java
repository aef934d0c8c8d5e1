package io.agentidentity.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.Agent;
import io.agentidentity.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.UUID;

/**
 * One act, as a CloudEvents 1.0 JSON event. Holds ids, names of rights and digests; never a token, a secret or the
 * value of a call's parameter.
 */
public final class AuditRecord {

    private final String id = UUID.randomUUID().toString();
    private final String type;
    private final ActorKind actorKind;
    private final ObjectNode data = StrictJson.object();
    private String outcome = "permitted";
    private String agentId;
    private String agentClientId;
    private String ownerId;
    private String principalId;
    private String taskId;
    private String jti;

    private AuditRecord(AuditType type, ActorKind actorKind) {
        this.type = type.wire();
        this.actorKind = actorKind;
        data.put("actor_kind", actorKind.wire());
    }

    public static AuditRecord of(AuditType type, ActorKind actorKind) {
        return new AuditRecord(type, actorKind);
    }

    /** The agent that the act is about, with its owner. */
    public AuditRecord agent(Agent agent) {
        agentId = agent.id();
        agentClientId = agent.clientId();
        ownerId = agent.ownerId();
        data.putObject("agent").put("id", agent.id()).put("client_id", agent.clientId());
        data.putObject("owner").put("sub", agent.ownerId());
        return this;
    }

    /** The person on whose behalf the act was done. */
    public AuditRecord principal(String issuer, String sub) {
        principalId = sub;
        data.putObject("principal").put("iss", issuer).put("sub", sub);
        return this;
    }

    /** Who executed the act; a client id only where a client acted. */
    public AuditRecord actor(String issuer, String sub, String clientId) {
        ObjectNode actor = data.putObject("actor").put("iss", issuer).put("sub", sub);
        if (clientId != null) {
            actor.put("client_id", clientId);
            data.putArray("act_chain").addObject().put("sub", sub).put("client_id", clientId);
        }
        return this;
    }

    /** Who executed the act, where it was a user and no agent. */
    public AuditRecord actor(String issuer, String sub) {
        return actor(issuer, sub, null);
    }

    public AuditRecord task(String id, String state, String purposeDigest) {
        taskId = id;
        ObjectNode task = data.putObject("task").put("id", id).put("state", state);
        if (purposeDigest != null) {
            task.put("purpose_digest", purposeDigest);
        }
        return this;
    }

    /** The token that was issued or used; each member may be {@code null}. */
    public AuditRecord credential(
            String tokenId, String parentJti, String txn, String cnf, String clientAuth, String acr) {
        jti = tokenId;
        ObjectNode credential = data.putObject("credential");
        putIfKnown(credential, "jti", tokenId);
        putIfKnown(credential, "parent_jti", parentJti);
        putIfKnown(credential, "txn", txn);
        putIfKnown(credential, "cnf_jkt", cnf);
        putIfKnown(credential, "client_auth", clientAuth);
        putIfKnown(credential, "acr", acr);
        return this;
    }

    public AuditRecord action(String name, String resource) {
        ObjectNode action = data.putObject("action").put("name", name);
        putIfKnown(action, "resource", resource);
        return this;
    }

    public AuditRecord authorization(String decision, String scope, String audience) {
        ObjectNode authorization = data.putObject("authorization").put("decision", decision);
        putIfKnown(authorization, "scope", scope);
        putIfKnown(authorization, "audience", audience);
        return this;
    }

    /** The act was refused, with the stable code of the reason. */
    public AuditRecord refused(String reason) {
        outcome = "refused";
        data.put("reason", reason);
        return this;
    }

    /** Why the act was done, in the words of whoever did it. */
    public AuditRecord reason(String reason) {
        putIfKnown(data, "reason", reason);
        return this;
    }

    /** The names of what changed. */
    public AuditRecord changed(Collection<String> members) {
        data.set("changed", StrictJson.array(members));
        return this;
    }

    /** The person who was told. */
    public AuditRecord recipient(String userId) {
        data.putObject("recipient").put("sub", userId);
        return this;
    }

    /** One thing that changed, before and after; never a secret. */
    public AuditRecord change(String member, String before, String after) {
        data.withObject("/change").putObject(member).put("before", before).put("after", after);
        return this;
    }

    /** Something that the caller says of itself and nobody verified. */
    public AuditRecord unverified(String name, String value) {
        ObjectNode unverified = data.withObject("/unverified");
        putIfKnown(unverified, name, value);
        return this;
    }

    /** {@code sha-256:} and the digest of a text that must not stand in a record itself. */
    public static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha-256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    AgentAuditEntity toRow(String realmId, String issuer, Instant time) {
        data.put("outcome", outcome);
        ObjectNode event = StrictJson.object()
                .put("specversion", "1.0")
                .put("id", id)
                .put("source", issuer)
                .put("type", type)
                .put("time", time.toString())
                .put("datacontenttype", "application/json");
        putIfKnown(event, "subject", taskId);
        event.set("data", data);
        AgentAuditEntity row = new AgentAuditEntity();
        row.id = id;
        row.realmId = realmId;
        row.time = time.toEpochMilli();
        row.type = type;
        row.actorKind = actorKind.wire();
        row.agentId = agentId;
        row.agentClientId = agentClientId;
        row.ownerId = ownerId;
        row.principalId = principalId;
        row.taskId = taskId;
        row.jti = jti;
        row.outcome = outcome;
        row.setRecord(StrictJson.write(event));
        return row;
    }

    private static void putIfKnown(ObjectNode node, String name, String value) {
        if (value != null) {
            node.put(name, value);
        }
    }
}
