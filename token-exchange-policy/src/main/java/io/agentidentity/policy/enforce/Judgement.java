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
import io.agentidentity.policy.Verdict.Outcome.Permitted;
import io.agentidentity.refusal.Reason;
import io.agentidentity.refusal.Refusal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the rules in force say to an occasion.
 *
 * @param version of the rules; 0 where the realm never had any
 * @param basis what is kept of a call, so that it can be explained and other rules can be asked about it
 */
public record Judgement(int version, Verdict verdict, Optional<Basis> basis) {

    /**
     * Lets a request for a token go on.
     *
     * @throws Refusal {@code access_denied}, {@code interaction_required} or {@code insufficient_user_authentication} (RFC 9470)
     */
    public void require() {
        Outcome outcome = verdict.outcome();
        if (outcome instanceof Permitted) {
            return;
        }
        if (outcome instanceof LoginRequired login) {
            throw new Refusal(Reason.STEP_UP_REQUIRED, words(outcome), members(login.login()));
        }
        throw new Refusal(
                outcome instanceof ApprovalRequired ? Reason.APPROVAL_REQUIRED : Reason.POLICY_DENIED,
                oauthText(words(outcome)));
    }

    /** Why a call is denied; empty if it is not. */
    public Optional<Denied> denied() {
        Outcome outcome = verdict.outcome();
        if (outcome instanceof Permitted) {
            return Optional.empty();
        }
        Denial denial = Denial.POLICY_DENIED;
        if (outcome instanceof ApprovalRequired) {
            denial = Denial.APPROVAL_REQUIRED;
        } else if (outcome instanceof LoginRequired) {
            denial = Denial.STEP_UP_REQUIRED;
        }
        return Optional.of(new Denied(denial, words(outcome)));
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
        String words = "it cannot be judged";
        if (outcome instanceof Outcome.Denied denied) {
            words = denied.reason();
        } else if (outcome instanceof ApprovalRequired) {
            words = "a person must approve first";
        } else if (outcome instanceof LoginRequired) {
            words = "the person must log in again, as acr_values and max_age say";
        }
        return "rule " + outcome.by().orElseThrow() + ": " + words;
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
