package io.agentidentity.policy.enforce;

import io.agentidentity.audit.Repeats;
import io.agentidentity.json.StrictJson;
import io.agentidentity.policy.Policy;
import io.agentidentity.policy.Verdict;
import io.agentidentity.policy.Verdict.Applied;
import io.agentidentity.policy.store.RuleSet;
import io.agentidentity.policy.store.RuleSetStore;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** The rules of a realm as they are at this moment. Which they are is read each time; only what they were compiled to is kept. */
public final class RulesInForce {

    private static final Logger LOG = Logger.getLogger(RulesInForce.class);
    private static final int MOST_KEPT = 50;

    private static final Compiled NONE = new Compiled(0, Policy.NONE);

    /** By the id of the version, which no other version ever has. */
    private static final Map<String, Compiled> COMPILED =
            Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {

                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Compiled> eldest) {
                    return size() > MOST_KEPT;
                }
            });

    /** How often in a minute it is noted that one rule could not be evaluated. */
    private static final Repeats ERRORS = new Repeats(1, Clock.systemUTC());

    private final KeycloakSession session;
    private final RealmModel realm;

    public RulesInForce(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /**
     * Asks the rules.
     *
     * @throws RuntimeException if they cannot be asked at this moment; then nothing may be permitted
     */
    public Judgement judge(Occasion occasion) {
        Optional<String> id = new RuleSetStore(session).inForce(realm.getId());
        Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
        OccasionFacts facts = new OccasionFacts(session, realm, occasion, now);
        Compiled compiled = id.map(this::compiled).orElse(NONE);
        Verdict verdict = compiled.policy.judge(occasion.stage(), facts);
        verdict.erred().forEach(rule -> note(id.orElseThrow(), rule, now));
        return new Judgement(
                compiled.version, verdict, occasion.call().map(call -> Basis.of(compiled.version, verdict, facts)));
    }

    private Compiled compiled(String id) {
        Compiled known = COMPILED.get(id);
        if (known == null) {
            RuleSet rules = new RuleSetStore(session).byId(id);
            known = new Compiled(rules.version(), Policy.parse(StrictJson.parse(rules.document())));
            COMPILED.put(id, known);
        }
        return known;
    }

    /** In a transaction of its own, because what erred is refused. The refusal holds whether or not this works. */
    private void note(String ruleSetId, Applied rule, Instant now) {
        if (ERRORS.next(List.of(ruleSetId, rule.rule())).isEmpty()) {
            return;
        }
        LOG.warnf(
                "rule %s of realm %s cannot be evaluated: %s",
                rule.rule(), realm.getName(), rule.error().orElse(""));
        try {
            KeycloakModelUtils.runJobInTransaction(
                    session.getKeycloakSessionFactory(),
                    session.getContext(),
                    own -> new RuleSetStore(own)
                            .erred(
                                    realm.getId(),
                                    ruleSetId,
                                    rule.rule(),
                                    rule.error().orElse(""),
                                    now));
        } catch (RuntimeException e) {
            LOG.warnf(e, "that rule %s cannot be evaluated could not be noted", rule.rule());
        }
    }

    private record Compiled(int version, Policy policy) {}
}
