package io.agentidentity.agent.posture;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.OwnerAnswer;
import io.agentidentity.agent.Agent.OwnerState;
import io.agentidentity.agent.AgentStatus;
import io.agentidentity.agent.credential.CredentialType;
import io.agentidentity.agent.settings.Settings.Period;
import io.agentidentity.json.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Everything that can be wrong with an agent: one constant a finding, with how bad it is, what to do, and when it holds. */
public enum Finding {
    NO_SPONSOR(
            Severity.LOW,
            "Name a sponsor, so that somebody is told and can take over when the owner leaves.",
            holds(e -> e.sponsors() == 0)),
    ORPHANED(
            Severity.HIGH,
            "Hand the agent to another owner, let a sponsor take it over, or retire it.",
            holds(e -> e.owner().equals(Optional.of(OwnerState.OUT)))),
    OWNER_INACTIVE(
            Severity.MEDIUM,
            "Ask the owner to take the agent on, or to unlock their account; or hand it to somebody else.",
            e -> {
                if (e.agent().ownerAnswer() != OwnerAnswer.TAKEN_ON) {
                    return Optional.of("owner " + Wire.name(e.agent().ownerAnswer()));
                }
                return e.owner().filter(OwnerState.LOCKED_OUT::equals).map(state -> "owner locked out");
            }),
    NEVER_USED(
            Severity.LOW,
            "Retire the agent if nobody needs it.",
            holds(e -> e.agent().lastUsedAt().isEmpty()
                    && e.longerAgoThan(e.agent().createdAt(), Period.DORMANT))),
    DORMANT(
            Severity.MEDIUM,
            "Suspend or retire the agent if nobody needs it.",
            e -> e.agent()
                    .lastUsedAt()
                    .filter(last -> e.longerAgoThan(last, Period.DORMANT))
                    .map(last -> "last used " + last)),
    REVIEW_DUE(
            Severity.LOW,
            "Review the agent: is it needed, and are its rights right?",
            e -> e.agent().review().dueAt().filter(e::soon).map(due -> "due " + due)),
    REVIEW_OVERDUE(
            Severity.HIGH,
            "Review the agent; after the grace period it is suspended.",
            e -> e.agent().review().dueAt().filter(e::over).map(due -> "was due " + due)),
    EXPIRING(
            Severity.LOW,
            "Move the expiry if the agent is needed longer.",
            e -> e.agent().expiresAt().filter(e::soon).map(end -> "expires " + end)),
    EXPIRED(
            Severity.LOW,
            "Retire the agent, or move the expiry if it is needed again.",
            e -> e.agent().expiresAt().filter(e::over).map(end -> "expired " + end)),
    CREDENTIAL_ENDING(
            Severity.MEDIUM,
            "Put the new key or secret to use before the old one runs out.",
            e -> e.agent().credential().endsAt().filter(e::soon).map(end -> "ends " + end)),
    SECRET(
            Severity.MEDIUM,
            "Replace the client secret by private_key_jwt, a certificate or a federated credential.",
            holds(e -> e.agent().credential().type() == CredentialType.CLIENT_SECRET)),
    SHARED_CREDENTIAL(
            Severity.HIGH,
            "Give the agent a credential of its own; until then it works with a person's login or an API key.",
            e -> Optional.of(e.agent().credential().type())
                    .filter(type -> !type.accepted())
                    .map(CredentialType::wire)),
    DEBT_OVERDUE(
            Severity.CRITICAL,
            "Give the agent a credential of its own; the date for that has passed.",
            holds(e -> e.agent().credential().type().debt()
                    && e.agent().credential().endedAt(e.now()))),
    SHARED_KEY(
            Severity.CRITICAL,
            "Give each agent a key of its own; whoever holds this one can be either agent.",
            holds(Evidence::keyElsewhere)),
    STALE_KEY(
            Severity.MEDIUM,
            "Rotate the key.",
            e -> e.oldestKey()
                    .filter(since -> e.longerAgoThan(since, Period.STALE_KEY))
                    .map(since -> "since " + since)),
    WIDE_SCOPES(
            Severity.MEDIUM,
            "Take the scope off the agent's ceiling and off what it may do without a person.",
            e -> listed(Stream.concat(
                            e.agent().ceiling().scopes().stream(),
                            e.agent().autonomous().stream().flatMap(most -> most.scopes().stream()))
                    .distinct()
                    .filter(e.settings().wideScopes()::contains)
                    .toList())),
    PUBLIC_APP(
            Severity.MEDIUM,
            "Put the agent into the audience of a confidential app's tokens instead; anybody can run a public app.",
            e -> listed(e.publicApps())),
    FOREIGN_APP(
            Severity.MEDIUM,
            "Take apps off delegation.apps that are gone or that people do not use.",
            e -> listed(e.foreignApps())),
    DANGLING_REFERENCE(
            Severity.MEDIUM,
            "Take the name out of the record, or write the new one. If another client, group or role has the name now and is"
                    + " meant, take the name out, save, and put it in again.",
            e -> listed(e.dangling())),
    ACCOUNT_ROLES(
            Severity.HIGH,
            "Take roles and groups off the agent's service account; it has no rights of its own.",
            e -> listed(e.accountRoles())),
    MAPPERS(
            Severity.MEDIUM,
            "Remove protocol mappers from the agent's client; its tokens do not use them.",
            e -> listed(e.mappers())),
    CHANGED_OUTSIDE(
            Severity.HIGH,
            "Somebody changed the agent's client past the agents API. Check who, then save the agent again.",
            e -> listed(e.changedOutside())),
    /** Never drawn from evidence: there is none. */
    UNREADABLE(
            Severity.HIGH,
            "The agent could not be examined. The server's log says what is broken about its client or its record.",
            evidence -> Optional.empty()),
    TOO_MANY_TASKS(
            Severity.MEDIUM,
            "Look at what the agent does; end tasks that are done.",
            e -> Optional.of(e.liveTasks())
                    .filter(live -> live >= e.mostTasks())
                    .map(live -> live + " live tasks"));

    private final Severity severity;
    private final String advice;
    // The rules are lambdas that hold on to nothing, which the type cannot say.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Function<Evidence, Optional<String>> rule;

    Finding(Severity severity, String advice, Function<Evidence, Optional<String>> rule) {
        this.severity = severity;
        this.advice = advice;
        this.rule = rule;
    }

    /** All that holds for an agent. A retired agent has no findings: nothing can be wrong with it any more. */
    public static List<Found> in(Evidence evidence) {
        List<Found> found = new ArrayList<>();
        Agent agent = evidence.agent();
        if (agent.status() != AgentStatus.RETIRED) {
            for (Finding finding : values()) {
                finding.rule.apply(evidence).ifPresent(detail -> found.add(finding.found(detail)));
            }
        }
        return List.copyOf(found);
    }

    /** What is known of an agent that cannot be examined. */
    public static Found unreadable() {
        return UNREADABLE.found("");
    }

    private Found found(String detail) {
        return new Found(code(), severity, detail.isEmpty() ? Optional.empty() : Optional.of(cut(detail)), advice);
    }

    /** The stable code. */
    public String code() {
        return Wire.name(this);
    }

    public Severity severity() {
        return severity;
    }

    /** What to do about it. */
    public String advice() {
        return advice;
    }

    private static Function<Evidence, Optional<String>> holds(Predicate<Evidence> rule) {
        return evidence -> rule.test(evidence) ? Optional.of("") : Optional.empty();
    }

    private static Optional<String> listed(List<String> names) {
        return names.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", names));
    }

    private static String cut(String text) {
        return text.length() <= Found.MAX_DETAIL ? text : text.substring(0, Found.MAX_DETAIL);
    }
}
