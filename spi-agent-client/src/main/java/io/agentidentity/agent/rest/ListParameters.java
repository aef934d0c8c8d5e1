package io.agentidentity.agent.rest;

import io.agentidentity.agent.Agent.Standing;
import io.agentidentity.agent.Environment;
import io.agentidentity.agent.Risk;
import io.agentidentity.agent.admin.Pages;
import io.agentidentity.agent.credential.CredentialType;
import io.agentidentity.agent.owner.People;
import io.agentidentity.agent.posture.Finding;
import io.agentidentity.agent.store.AgentList.Filter;
import io.agentidentity.agent.store.AgentList.Sort;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.Label;
import io.agentidentity.json.Wire;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.common.util.Time;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** The query parameters that narrow and sort a list of agents. */
public final class ListParameters {

    /** Clients that say they are agents have no record; they are listed by themselves. */
    static final String DECLARED = "declared";

    private static final int MAX_STOP = 10_000;

    @QueryParam("search")
    public String search;

    @QueryParam("owner")
    public String owner;

    @QueryParam("sponsor")
    public String sponsor;

    @QueryParam("status")
    public String status;

    @QueryParam("environment")
    public String environment;

    @QueryParam("risk")
    public String risk;

    @QueryParam("label")
    public String label;

    @QueryParam("credential")
    public String credential;

    @QueryParam("finding")
    public String finding;

    @QueryParam("expiringBefore")
    public String expiringBefore;

    @QueryParam("sort")
    public String sort;

    @QueryParam("first")
    public String first;

    @QueryParam("max")
    public String max;

    /** Index of the first row, from a query. */
    public static int first(String first) {
        return Pages.first(first);
    }

    /** Most rows, from a query: 100 if nobody says, and never more than 1000. */
    public static int max(String max) {
        return Pages.max(max);
    }

    /** Where a count may stop; {@code null} counts all. */
    Integer most() {
        if (max == null) {
            return null;
        }
        int most = Pages.number("max", max, 0);
        if (most > MAX_STOP) {
            throw new InvalidInput("a count stops at " + MAX_STOP + " at the latest, or without max nowhere");
        }
        return most;
    }

    /** A count that stops where it may. */
    long counted(long all) {
        return max == null ? all : Math.min(all, most());
    }

    boolean declared() {
        return DECLARED.equals(status);
    }

    /**
     * What clients that only say they are agents are narrowed to.
     *
     * @throws InvalidInput if something is asked that is known of agents only
     */
    String declaredSearch() {
        if (Stream.of(owner, sponsor, environment, risk, label, credential, finding, expiringBefore)
                .anyMatch(Objects::nonNull)) {
            throw new InvalidInput("status declared goes with search, first and max only: nothing else is known yet");
        }
        return search == null || search.isBlank() ? null : search.strip();
    }

    private Standing standing() {
        try {
            return status == null ? null : Wire.parse(Standing.class, "status", status);
        } catch (InvalidInput e) {
            throw new InvalidInput(e.getMessage() + ", " + DECLARED);
        }
    }

    private String finding() {
        return finding == null ? null : Wire.name(Wire.parse(Finding.class, "finding", finding));
    }

    Filter filter(KeycloakSession session, RealmModel realm) {
        People people = new People(session, realm);
        return new Filter(
                search == null || search.isBlank() ? null : search.strip(),
                owner == null ? null : people.ownerId(owner).orElse(owner),
                sponsor != null && sponsor.startsWith("/") ? groupId(session, realm, sponsor) : sponsorId(people),
                standing(),
                environment == null ? null : Wire.parse(Environment.class, "environment", environment),
                risk == null ? null : Wire.parse(Risk.Level.class, "risk", risk),
                label == null ? null : Label.checked("label", label),
                credential == null ? null : Wire.parse(CredentialType.class, "credential", credential),
                finding(),
                instant("expiringBefore", expiringBefore),
                Instant.ofEpochMilli(Time.currentTimeMillis()));
    }

    boolean descending() {
        return sort != null && sort.startsWith("-");
    }

    Sort sort() {
        if (sort == null) {
            return Sort.CLIENT_ID;
        }
        String name = descending() ? sort.substring(1) : sort;
        return Arrays.stream(Sort.values())
                .filter(known -> known.wire().equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidInput("sort must be one of "
                        + Arrays.stream(Sort.values()).map(Sort::wire).collect(Collectors.joining(", "))
                        + ", with - in front for the other direction"));
    }

    private String sponsorId(People people) {
        return sponsor == null
                ? null
                : people.named(sponsor).map(UserModel::getId).orElse(sponsor);
    }

    private static String groupId(KeycloakSession session, RealmModel realm, String path) {
        GroupModel group = KeycloakModelUtils.findGroupByPath(session, realm, path);
        return group == null ? path : group.getId();
    }

    static Instant instant(String name, String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new InvalidInput(name + " must be an ISO 8601 instant such as 2030-01-31T12:00:00Z");
        }
    }
}
