package io.agentidentity.policy.enforce;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Risk;
import io.agentidentity.authority.Usage;
import io.agentidentity.decision.Call;
import io.agentidentity.policy.Fact;
import io.agentidentity.policy.Facts;
import io.agentidentity.task.Task;
import io.agentidentity.task.Task.Ground;
import io.agentidentity.task.store.UsageStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.protocol.oidc.utils.AcrUtils;

/** The facts of one occasion; whatever costs a query is looked up when a rule asks for it. */
final class OccasionFacts implements Facts {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Occasion occasion;
    private final Instant now;

    OccasionFacts(KeycloakSession session, RealmModel realm, Occasion occasion, Instant now) {
        this.session = session;
        this.realm = realm;
        this.occasion = occasion;
        this.now = now;
    }

    @Override
    public Object value(Fact fact) {
        Agent agent = occasion.agent();
        Task task = occasion.task();
        UserModel person = occasion.principal();
        return switch (fact) {
            case AGENT_CLIENT_ID -> agent.clientId();
            case AGENT_NAME -> text(agent.name());
            case AGENT_PURPOSE -> text(agent.purpose());
            case AGENT_ENVIRONMENT -> agent.environment().wire();
            case AGENT_FACTS -> agent.facts().texts();
            case AGENT_LABELS -> agent.facts().labels();
            case AGENT_RISK -> agent.risk().level().wire();
            case AGENT_RISK_LEVEL -> level(agent.risk().level());
            case AGENT_OWNER_USERNAME -> owner().getUsername();
            case AGENT_OWNER_GROUPS -> PersonFacts.groups(owner());
            case AGENT_OWNER_ROLES -> PersonFacts.roles(owner());
            case AGENT_OWNER_ATTRIBUTES -> PersonFacts.attributes(owner());
            case PRINCIPAL_USERNAME -> person.getUsername();
            case PRINCIPAL_GROUPS -> PersonFacts.groups(person);
            case PRINCIPAL_ROLES -> PersonFacts.roles(person);
            case PRINCIPAL_ATTRIBUTES -> PersonFacts.attributes(person);
            case TASK_ID -> task.id().value();
            case TASK_PURPOSE -> task.purpose().orElse("");
            case TASK_AGE_SECONDS -> secondsSince(task.createdAt());
            case TASK_TARGET -> task.authority().target();
            case TASK_SCOPES -> sorted(task.authority().scopes());
            case TASK_ACTIONS -> task.authority().rights().actions().orElse(List.of());
            case TASK_AUTONOMOUS -> task.ground() == Ground.AUTONOMOUS;
            case TASK_DEPTH -> task.depth();
            case HISTORY_CALLS -> usage().calls();
            case HISTORY_CALLS_OF -> usage().perAction();
            case HISTORY_LAST_CALL_AT -> new UsageStore(session).lastCall(task).orElse(Instant.EPOCH);
            case HISTORY_STRIKES -> new UsageStore(session).strikes(task);
            case REQUEST_STAGE -> occasion.stage().wire();
            case REQUEST_TARGET -> occasion.target();
            case REQUEST_SCOPES -> sorted(occasion.scopes());
            case REQUEST_ACTION -> ofCall(Call::operation);
            case REQUEST_RESOURCE_TYPE -> ofCall(Call::resourceType);
            case REQUEST_RESOURCE_ID -> ofCall(Call::resourceId);
            case REQUEST_PARAMETERS -> ofCall(Call::parameters);
            case CLIENT_ADDRESS -> text(session.getContext().getConnection().getRemoteAddr());
            case NOW -> now;
            case AUTH_ACR -> occasion.login().acr().orElse("");
            case AUTH_AMR -> occasion.login().amr();
            case AUTH_TIME -> authTime().orElse(null);
            case AUTH_AGE_SECONDS -> authTime().map(this::secondsSince).orElse(null);
        };
    }

    @Override
    public boolean loginReaches(String acr) {
        Optional<String> reached = occasion.login().acr();
        if (reached.isEmpty()) {
            return false;
        }
        Map<String, Integer> levels = AcrUtils.getAcrLoaMap(realm);
        Optional<Integer> needed = level(acr, levels);
        Optional<Integer> has = level(reached.get(), levels);
        return acr.equals(reached.get()) || (needed.isPresent() && has.isPresent() && has.get() >= needed.get());
    }

    @Override
    public Optional<Boolean> ownerIn(String groupPath) {
        GroupModel group = KeycloakModelUtils.findGroupByPath(session, realm, groupPath);
        return group == null ? Optional.empty() : Optional.of(owner().isMemberOf(group));
    }

    private UserModel owner() {
        UserModel owner = session.users().getUserById(realm, occasion.agent().ownerId());
        if (owner == null) {
            throw new IllegalStateException("the owner is gone");
        }
        return owner;
    }

    private Usage usage() {
        return new UsageStore(session).of(occasion.task());
    }

    private Object ofCall(Function<Call, Object> member) {
        return occasion.call().map(member).orElse(null);
    }

    private Optional<Instant> authTime() {
        return occasion.login().authTime().map(Instant::ofEpochSecond);
    }

    private long secondsSince(Instant instant) {
        return Math.max(0, Duration.between(instant, now).toSeconds());
    }

    private static List<String> sorted(Iterable<String> some) {
        TreeSet<String> all = new TreeSet<>();
        some.forEach(all::add);
        return List.copyOf(all);
    }

    private static String text(String text) {
        return Objects.requireNonNullElse(text, "");
    }

    private static int level(Risk.Level level) {
        return switch (level) {
            case LOW -> 0;
            case MEDIUM -> 1;
            case HIGH -> 2;
            case CRITICAL -> 3;
        };
    }

    private static Optional<Integer> level(String acr, Map<String, Integer> levels) {
        if (levels.containsKey(acr)) {
            return Optional.of(levels.get(acr));
        }
        return acr.matches("\\d{1,4}") ? Optional.of(Integer.valueOf(acr)) : Optional.empty();
    }
}
