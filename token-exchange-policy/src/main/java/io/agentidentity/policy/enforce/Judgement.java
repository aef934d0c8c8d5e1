package io.agentidentity.policy.enforce;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.audit.AuditRecord;
import io.agentidentity.decision.Denial;
import io.agentidentity.decision.Denied;
import io.agentidentity.policy.Effect.RequireLogin;
import io.agentidentity.policy.Verdict;
import io.agentidentity.policy.Verdict.Outcome;
import io.agentidentity.policy.Verdict.Outcome.ApprovalRequired;
import io.agentidentity.policy.Verdict.Outcome.LoginRequired;
import io.agentidentity.refusal.Reason;
import io.agentidentity.refusal.Refusal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the rules in force say to an occasion.
 *
 * @param version of the rules; 0 where the realm never had any
 */
public record Judgement(int version, Verdict verdict) {

    static final Judgement NO_RULES = new Judgement(0, Verdict.PERMITTED);

    /**
     * Lets a request for a token go on.
     *
     * @throws Refusal {@code access_denied}, {@code interaction_required} or {@code insufficient_user_authentication} (RFC 9470)
     */
    public void require() {
        Outcome outcome = verdict.outcome();
        if (outcome instanceof Outcome.Denied || outcome instanceof ApprovalRequired) {
            throw new Refusal(
                    outcome instanceof ApprovalRequired ? Reason.APPROVAL_REQUIRED : Reason.POLICY_DENIED,
                    oauthText(words(outcome)));
        }
        if (outcome instanceof LoginRequired login) {
            throw new Refusal(Reason.STEP_UP_REQUIRED, words(outcome), members(login.login()));
        }
    }

    /** Why a call is denied; empty if it is not. */
    public Optional<Denied> denied() {
        Outcome outcome = verdict.outcome();
        if (outcome instanceof Outcome.Denied) {
            return Optional.of(new Denied(Denial.POLICY_DENIED, words(outcome)));
        }
        if (outcome instanceof ApprovalRequired) {
            return Optional.of(new Denied(Denial.APPROVAL_REQUIRED, words(outcome)));
        }
        return outcome instanceof LoginRequired
                ? Optional.of(new Denied(Denial.STEP_UP_REQUIRED, words(outcome)))
                : Optional.empty();
    }

    /** What the answer to a call says beside the decision. */
    public void describe(ObjectNode context) {
        if (version == 0) {
            return;
        }
        context.put("policy_version", version);
        if (verdict.outcome() instanceof LoginRequired login) {
            login.login().acr().ifPresent(acr -> context.put("acr_values", acr));
            login.login().maxAge().ifPresent(seconds -> context.put("max_age", seconds));
        }
    }

    /** What the resource server must do that is told that a call is permitted. */
    public void oblige(ObjectNode context) {
        if (!verdict.obligations().isEmpty()) {
            verdict.obligations().forEach(context.putArray("obligations")::add);
        }
    }

    /** Says in a record by which rules the act was judged, and how. */
    public AuditRecord namedIn(AuditRecord record) {
        if (version == 0) {
            return record;
        }
        record.policyVersion(version);
        verdict.outcome().by().ifPresent(record::rule);
        verdict.rehearsed()
                .ifPresent(would -> record.rehearsed(would.wire(), would.by().orElseThrow()));
        return record;
    }

    private static String words(Outcome outcome) {
        String rule = "rule " + outcome.by().orElseThrow() + ": ";
        if (outcome instanceof Outcome.Denied denied) {
            return rule + denied.reason();
        }
        return rule
                + (outcome instanceof ApprovalRequired
                        ? "a person must approve first"
                        : "the person must log in again, as acr_values and max_age say");
    }

    private static Map<String, Object> members(RequireLogin login) {
        Map<String, Object> members = new LinkedHashMap<>();
        login.acr().ifPresent(acr -> members.put("acr_values", acr));
        login.maxAge().ifPresent(seconds -> members.put("max_age", seconds));
        return members;
    }

    /** With the characters of {@code error_description} only (RFC 6749 section 5.2). */
    private static String oauthText(String text) {
        return text.replaceAll("[^\\x20\\x21\\x23-\\x5B\\x5D-\\x7E]", "?");
    }
}
