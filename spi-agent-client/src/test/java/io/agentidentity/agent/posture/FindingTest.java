package io.agentidentity.agent.posture;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.OwnerAnswer;
import io.agentidentity.agent.Agent.OwnerState;
import io.agentidentity.agent.AgentJson;
import io.agentidentity.agent.AgentStatus;
import io.agentidentity.agent.Ceiling;
import io.agentidentity.agent.Ceiling.Autonomous;
import io.agentidentity.agent.Delegation;
import io.agentidentity.agent.Environment;
import io.agentidentity.agent.Facts;
import io.agentidentity.agent.Review;
import io.agentidentity.agent.Risk;
import io.agentidentity.agent.Strictness;
import io.agentidentity.agent.credential.CredentialType;
import io.agentidentity.agent.credential.HeldCredential;
import io.agentidentity.agent.settings.Settings;
import io.agentidentity.json.StrictJson;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FindingTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final Settings HOURS = Settings.parse(StrictJson.parse("""
            {"dormantSeconds":3600,"reminderSeconds":3600,"staleKeySeconds":3600,"maxLiveTasks":2,"wideScopes":["roles"]}
            """));

    /** What the rules look at, right in every respect until a test changes it. */
    private static final class Case {

        private AgentStatus status = AgentStatus.ACTIVE;
        private OwnerAnswer answer = OwnerAnswer.TAKEN_ON;
        private Optional<Instant> expiresAt = Optional.empty();
        private Optional<Instant> reviewDue = Optional.empty();
        private Optional<Instant> lastUsed = Optional.of(NOW);
        private Instant created = NOW;
        private HeldCredential credential = held(CredentialType.PRIVATE_KEY_JWT, null);
        private String ceiling = "{}";
        private Optional<OwnerState> owner = Optional.of(OwnerState.PRESENT);
        private int sponsors = 1;
        private Optional<Instant> oldestKey = Optional.of(NOW);
        private boolean keyElsewhere;
        private long liveTasks;
        private List<String> publicApps = List.of();
        private List<String> foreignApps = List.of();
        private List<String> dangling = List.of();
        private List<String> accountRoles = List.of();
        private List<String> mappers = List.of();
        private List<String> changedOutside = List.of();
        private Optional<Autonomous> autonomous = Optional.empty();

        private List<Found> found() {
            Ceiling most = AgentJson.ceiling(ceiling);
            Agent agent = new Agent(
                    "id",
                    "realm",
                    "ap-clerk",
                    "Clerk",
                    null,
                    null,
                    Environment.PRODUCTION,
                    "owner",
                    answer,
                    status,
                    null,
                    Optional.empty(),
                    expiresAt,
                    Risk.LOW,
                    new Review(Optional.empty(), reviewDue),
                    credential,
                    Delegation.OWNER_ONLY,
                    most,
                    autonomous,
                    Strictness.NONE,
                    Facts.NONE,
                    Agent.Meant.UNKNOWN,
                    0,
                    created,
                    created,
                    lastUsed,
                    Optional.empty(),
                    0);
            return Finding.in(new Evidence(
                    agent,
                    NOW,
                    HOURS,
                    owner,
                    sponsors,
                    oldestKey,
                    keyElsewhere,
                    liveTasks,
                    publicApps,
                    foreignApps,
                    dangling,
                    accountRoles,
                    mappers,
                    changedOutside));
        }

        private List<String> codes() {
            return found().stream().map(Found::code).toList();
        }
    }

    private static HeldCredential held(CredentialType type, Instant end) {
        return new HeldCredential(type, "digest", Optional.ofNullable(end));
    }

    @Test
    void nothingIsWrongWithAGoodAgent() {
        assertThat(new Case().found()).isEmpty();
    }

    @Test
    void namesThatMeanNothingAnyMore() {
        Case one = new Case();
        one.dangling = List.of("ceiling.targets erp-api is gone", "ceiling.delegates reader is called scanner by now");
        assertThat(one.codes()).containsExactly("dangling_reference");
        assertThat(one.found().get(0).detail().orElseThrow()).contains("erp-api is gone, ceiling.delegates");
    }

    @Test
    void anAgentNeedsASponsor() {
        Case one = new Case();
        one.sponsors = 0;
        assertThat(one.codes()).containsExactly("no_sponsor");
    }

    @Test
    void onlyAnOwnerWhoIsOutOrphans() {
        Case one = new Case();
        one.owner = Optional.of(OwnerState.OUT);
        assertThat(one.codes()).containsExactly("orphaned");
        one.owner = Optional.of(OwnerState.LOCKED_OUT);
        assertThat(one.codes()).containsExactly("owner_inactive");
        one.owner = Optional.empty();
        assertThat(one.codes()).as("a directory that does not answer").isEmpty();
    }

    @Test
    void anOwnerHasToTakeTheAgentOn() {
        Case one = new Case();
        one.answer = OwnerAnswer.DECLINED;
        assertThat(one.found()).singleElement().satisfies(found -> {
            assertThat(found.code()).isEqualTo("owner_inactive");
            assertThat(found.detail()).contains("owner declined");
            assertThat(found.severity()).isEqualTo(Severity.MEDIUM);
        });
    }

    @Test
    void whatIsUnusedForLongerThanThePeriodIsDormant() {
        Case one = new Case();
        one.lastUsed = Optional.of(NOW.minus(Duration.ofHours(1)));
        assertThat(one.codes()).isEmpty();
        one.lastUsed = Optional.of(NOW.minus(Duration.ofHours(1)).minusMillis(1));
        assertThat(one.codes()).containsExactly("dormant");
        one.lastUsed = Optional.empty();
        assertThat(one.codes()).as("made just now").isEmpty();
        one.created = NOW.minus(Duration.ofHours(2));
        assertThat(one.codes()).containsExactly("never_used");
    }

    @Test
    void aReviewIsDueBeforeItsDateAndOverdueFromItOn() {
        Case one = new Case();
        one.reviewDue = Optional.of(NOW.plus(Duration.ofHours(1)).plusMillis(1));
        assertThat(one.codes()).isEmpty();
        one.reviewDue = Optional.of(NOW.plus(Duration.ofHours(1)));
        assertThat(one.codes()).containsExactly("review_due");
        one.reviewDue = Optional.of(NOW);
        assertThat(one.codes()).containsExactly("review_overdue");
    }

    @Test
    void anAgentIsExpiringBeforeItsEndAndExpiredFromItOn() {
        Case one = new Case();
        one.expiresAt = Optional.of(NOW.plusSeconds(1));
        assertThat(one.codes()).containsExactly("expiring");
        one.expiresAt = Optional.of(NOW);
        assertThat(one.codes()).containsExactly("expired");
    }

    @Test
    void credentialsEndAndSecretsAreDebts() {
        Case one = new Case();
        one.credential = held(CredentialType.PRIVATE_KEY_JWT, NOW.plusSeconds(1));
        assertThat(one.codes()).containsExactly("credential_ending");
        one.credential = held(CredentialType.CLIENT_SECRET, NOW.plus(Duration.ofDays(1)));
        assertThat(one.codes()).containsExactly("secret");
        one.credential = held(CredentialType.API_KEY, NOW.plus(Duration.ofDays(1)));
        assertThat(one.codes()).containsExactly("shared_credential");
        one.credential = held(CredentialType.PERSON_LOGIN, NOW);
        assertThat(one.codes()).containsExactly("shared_credential", "debt_overdue");
    }

    @Test
    void keysAreOnesOwnAndNotTooOld() {
        Case one = new Case();
        one.keyElsewhere = true;
        one.oldestKey = Optional.of(NOW.minus(Duration.ofHours(2)));
        assertThat(one.codes()).containsExactly("shared_key", "stale_key");
    }

    @Test
    void wideScopesAreNamed() {
        Case one = new Case();
        one.ceiling = "{\"scopes\":[\"invoices:read\",\"roles\"]}";
        assertThat(one.found())
                .singleElement()
                .satisfies(found -> assertThat(found.detail()).contains("roles"));
    }

    @Test
    void wideScopesThatItHasWithoutAPersonAreNamedToo() {
        Case one = new Case();
        one.autonomous = Optional.of(new Autonomous(List.of("roles"), List.of(), Optional.empty()));
        assertThat(one.found())
                .singleElement()
                .satisfies(found -> assertThat(found.detail()).contains("roles"));
    }

    @Test
    void whatOthersDidToTheClientIsNamed() {
        Case one = new Case();
        one.publicApps = List.of("a", "b");
        one.foreignApps = List.of("c");
        one.accountRoles = List.of("d");
        one.mappers = List.of("e");
        one.changedOutside = List.of("f");
        assertThat(one.codes())
                .containsExactly("public_app", "foreign_app", "account_roles", "mappers", "changed_outside");
        assertThat(one.found().get(0).detail()).contains("a, b");
    }

    @Test
    void tasksAreManyByTheAgentsOwnBoundOrTheRealms() {
        Case one = new Case();
        one.liveTasks = 2;
        assertThat(one.codes()).containsExactly("too_many_tasks");
        one.ceiling = "{\"concurrentTasks\":3}";
        assertThat(one.codes()).isEmpty();
    }

    @Test
    void aRetiredAgentHasNone() {
        Case one = new Case();
        one.status = AgentStatus.RETIRED;
        one.sponsors = 0;
        assertThat(one.found()).isEmpty();
    }

    @Test
    void aLongDetailIsCut() {
        Case one = new Case();
        one.mappers = List.of("m".repeat(5000));
        assertThat(one.found().get(0).detail().orElseThrow()).hasSize(Found.MAX_DETAIL);
    }

    @Test
    void everyFindingHasAnAdviceAndACodeThatFitsItsColumn() {
        assertThat(Arrays.stream(Finding.values())).allSatisfy(finding -> {
            assertThat(finding.advice()).isNotBlank();
            assertThat(finding.code()).hasSizeLessThanOrEqualTo(40);
        });
    }
}
