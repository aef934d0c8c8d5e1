package io.agentidentity.audit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.Agent;
import io.agentidentity.agent.credential.CredentialType;
import io.agentidentity.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One act, as a CloudEvents 1.0 JSON event. Holds ids, names of rights and digests; never a token, a secret or the
 * value of a call's parameter.
 */
public final class AuditRecord {

    private final String id = UUID.randomUUID().toString();
    private final String type;
    private final ObjectNode data = StrictJson.object();
    private String outcome = "permitted";
    private String taskId;

    private AuditRecord(AuditType type, ActorKind actorKind) {
        this.type = type.wire();
        data.put("actor_kind", actorKind.wire());
    }

    public static AuditRecord of(AuditType type, ActorKind actorKind) {
        return new AuditRecord(type, actorKind);
    }

    /** The agent that the act is about, with its owner. */
    public AuditRecord agent(Agent agent) {
        data.putObject("agent").put("id", agent.id()).put("client_id", agent.clientId());
        data.putObject("owner").put("sub", agent.ownerId());
        return this;
    }

    /** The person on whose behalf the act was done. */
    public AuditRecord principal(String issuer, String sub) {
        data.putObject("principal").put("iss", issuer).put("sub", sub);
        return this;
    }

    /**
     * The person on whose behalf the act was done, by a login.
     *
     * @param assertedBy alias of the identity provider that vouched for the person; empty if this realm authenticated them
     */
    public AuditRecord principal(String issuer, String sub, Optional<String> assertedBy) {
        principal(issuer, sub);
        ObjectNode principal = data.withObject("/principal");
        grade(principal, assertedBy.isPresent());
        assertedBy.ifPresent(alias -> principal.put("asserted_by", alias));
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

    /**
     * The agents of a chain of delegation.
     *
     * @param chain the one that executed the act first, the one that the person asked last
     */
    public AuditRecord actors(String issuer, List<ActLink> chain) {
        ActLink current = chain.get(0);
        data.putObject("actor").put("iss", issuer).put("sub", current.sub()).put("client_id", current.clientId());
        ArrayNode links = data.putArray("act_chain");
        chain.forEach(link ->
                grade(links.addObject().put("sub", link.sub()).put("client_id", link.clientId()), link.asserted()));
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

    /** The trace of the request that opened the task. */
    public AuditRecord originTrace(String traceId) {
        data.withObject("/task").put("origin_trace_id", traceId);
        return this;
    }

    /** The token that was issued or used; each member may be {@code null}. */
    public AuditRecord credential(
            String tokenId, String parentJti, String txn, String cnf, String clientAuth, String acr) {
        ObjectNode credential = data.putObject("credential");
        putIfKnown(credential, "jti", tokenId);
        putIfKnown(credential, "parent_jti", parentJti);
        putIfKnown(credential, "txn", txn);
        putIfKnown(credential, "cnf_jkt", cnf);
        putIfKnown(credential, "client_auth", clientAuth);
        putIfKnown(credential, "acr", acr);
        return this;
    }

    /** The key that the client authenticated with, by its thumbprint (RFC 7638). */
    public AuditRecord clientKey(String thumbprint) {
        data.withObject("/credential").put("client_key", thumbprint);
        return this;
    }

    /** The person's login that the task was opened with; each member may be {@code null}. */
    public AuditRecord login(Long authTime, String acr, Collection<String> amr, String clientId) {
        ObjectNode login = data.putObject("login");
        if (authTime != null) {
            login.put("auth_time", authTime);
        }
        putIfKnown(login, "acr", acr);
        if (!amr.isEmpty()) {
            login.set("amr", StrictJson.array(amr));
        }
        putIfKnown(login, "client_id", clientId);
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

    /** When what was granted runs out. */
    public AuditRecord expires(Instant at) {
        data.withObject("/authorization")
                .put("expires_at", at.truncatedTo(ChronoUnit.SECONDS).toString());
        return this;
    }

    /** A call of an operation, of whose parameters only a digest is kept. */
    public AuditRecord call(String name, String operation, String resource, String parameterDigest) {
        action(name, resource);
        data.withObject("/action").put("operation", operation).put("parameter_digest", parameterDigest);
        return this;
    }

    /** Which decision on a call, and who asked for it. */
    public AuditRecord decision(String decisionId, String enforcementPoint) {
        data.withObject("/authorization").put("decision_id", decisionId).put("enforcement_point", enforcementPoint);
        return this;
    }

    /** The version of the realm's rules that the act was judged by. */
    public AuditRecord policyVersion(int version) {
        data.withObject("/task").put("policy_version", Integer.toString(version));
        return this;
    }

    /** The rule by which it was refused. */
    public AuditRecord rule(String id) {
        data.withObject("/authorization").put("rule", id);
        return this;
    }

    /** What a rule that only logs would have made of it. */
    public AuditRecord rehearsed(String outcome, String rule) {
        data.withObject("/authorization")
                .putObject("log_only")
                .put("outcome", outcome)
                .put("rule", rule);
        return this;
    }

    /** The act was refused, with the stable code of the reason. */
    public AuditRecord refused(String reason) {
        outcome = "refused";
        data.put("reason", reason);
        return this;
    }

    /** How many more of the same were not recorded one by one before this. */
    public AuditRecord repeated(int more) {
        if (more > 0) {
            data.put("repeated", more);
        }
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

    /**
     * What of the record itself was read.
     *
     * @param query what was asked for, by ids and digests
     * @param rows how many records were given out
     */
    public AuditRecord read(ObjectNode query, long rows) {
        data.set("query", query);
        data.put("rows", rows);
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

    /** The record as it is kept and passed on. */
    ObjectNode event(String issuer, Instant time, Optional<TraceContext> trace) {
        data.put("outcome", outcome);
        ObjectNode event = StrictJson.object()
                .put("specversion", "1.0")
                .put("id", id)
                .put("source", issuer)
                .put("type", type)
                .put("time", time.toString())
                .put("datacontenttype", "application/json");
        putIfKnown(event, "subject", taskId);
        trace.ifPresent(request -> event.put("traceparent", request.traceparent()));
        event.set("data", data);
        return event;
    }

    /** Who established that somebody is who they are: this realm by itself, or another that it trusts for that. */
    private static void grade(ObjectNode link, boolean asserted) {
        link.put("grade", asserted ? "asserted" : "verified");
    }

    private static void putIfKnown(ObjectNode node, String name, String value) {
        if (value != null) {
            node.put(name, value);
        }
    }

    /**
     * One agent in a chain of delegation.
     *
     * @param sub id of its service account
     * @param asserted whether another system vouches for it; otherwise it proves itself to this realm
     */
    public record ActLink(String sub, String clientId, boolean asserted) {

        /** An agent as it authenticates by its record. */
        public static ActLink of(String sub, Agent agent) {
            return new ActLink(sub, agent.clientId(), agent.credential().type() == CredentialType.FEDERATED_JWT);
        }
    }
}
