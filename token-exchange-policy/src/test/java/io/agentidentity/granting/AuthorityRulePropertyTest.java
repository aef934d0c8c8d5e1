package io.agentidentity.granting;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentidentity.agent.Ceiling;
import io.agentidentity.agent.Strictness;
import io.agentidentity.agent.settings.RiskSettings.Consequence;
import io.agentidentity.agent.settings.TaskRules;
import io.agentidentity.authority.Constraints;
import io.agentidentity.authority.Limits;
import io.agentidentity.authority.Redelegation;
import io.agentidentity.drift.Drift;
import io.agentidentity.granting.AuthorityRule.Held;
import io.agentidentity.granting.AuthorityRule.Place;
import io.agentidentity.json.StrictJson;
import io.agentidentity.rate.Rates;
import io.agentidentity.refusal.Refusal;
import io.agentidentity.task.Authority;
import io.agentidentity.task.Authority.Rights;
import io.agentidentity.task.KeyBinding;
import io.agentidentity.task.Task;
import io.agentidentity.task.TaskDetails;
import io.agentidentity.task.TaskId;
import io.agentidentity.task.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Any sequence of opening, going on, naming, handing down and introspecting, while ceilings and the person's rights change in
 * between, gives no token more than the person, the token it rests on, any agent of the line, its task or a task above.
 */
class AuthorityRulePropertyTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final String SERVER = "erp";
    private static final int AGENTS = 3;
    private static final List<String> NAMES = List.of("a", "b", "c");

    @Property
    void noTokenHasMoreThanEachThatBoundsIt(
            @ForAll("steps") List<Step> steps, @ForAll("ceilings") Ceiling one, @ForAll("ceilings") Ceiling two) {
        World world = new World(List.of(one, two, one));
        steps.forEach(step -> step.in(world));
    }

    /** The agents of one line, the person, and the latest token of each task. */
    private static final class World {

        private final List<Ceiling> ceilings;
        private Set<String> scopes = Set.copyOf(NAMES);
        private Set<String> roles = Set.copyOf(NAMES);
        private final List<Token> tokens = new ArrayList<>();

        World(List<Ceiling> ceilings) {
            this.ceilings = new ArrayList<>(ceilings);
        }

        void open(Asked asked, Set<String> persons) {
            grant(asked, new Held(persons, Optional.empty(), false), List.of(), 0)
                    .ifPresent(authority -> tokens.add(new Token(List.of(task(authority)), authority)));
        }

        /** With a token of the person, which may say less or more than the one that the task was opened with. */
        void name(Asked asked, Set<String> persons, int index) {
            Token token = tokens.get(index % tokens.size());
            if (token.line().size() == 1) {
                grant(asked, new Held(persons, Optional.empty(), false), token.line(), 0)
                        .ifPresent(authority -> tokens.add(new Token(token.line(), authority)));
            }
        }

        void goOn(Asked asked, int index) {
            Token token = tokens.get(index % tokens.size());
            Held held = new Held(
                    token.says().scopes(), Optional.of(shown(token.says().rights())), false);
            grant(asked, held, token.line(), token.line().size() - 1)
                    .ifPresent(authority -> tokens.add(new Token(token.line(), authority)));
        }

        void handDown(Asked asked, Asked taking, int index) {
            Token token = tokens.get(index % tokens.size());
            int depth = token.line().size();
            if (depth == AGENTS) {
                return;
            }
            Held held = new Held(
                    token.says().scopes(), Optional.of(shown(token.says().rights())), true);
            Optional<Authority> handed = grant(asked, held, token.line(), depth - 1);
            if (handed.isEmpty()) {
                return;
            }
            assertThat(token.says().scopes()).containsAll(handed.get().scopes());
            List<Task> line = Stream.concat(token.line().stream(), Stream.of(task(handed.get())))
                    .toList();
            grant(taking, new Held(handed.get().scopes(), Optional.empty(), false), line, depth)
                    .ifPresent(authority -> tokens.add(new Token(line, authority)));
        }

        void introspect() {
            for (Token token : tokens) {
                int actor = token.line().size() - 1;
                bounds(actor).remaining(token.says(), SERVER).ifPresent(left -> {
                    within(left, token.line(), actor, token.says().scopes());
                    assertThat(token.says().roles()).containsAll(left.roles());
                    narrower(token.says().rights().actions(), left.rights().actions());
                });
            }
        }

        private Optional<Authority> grant(Asked asked, Held held, List<Task> line, int actor) {
            TaskRules rules = new TaskRules(
                    120,
                    900,
                    AGENTS,
                    1000,
                    Strictness.NONE,
                    TaskDetails.TYPE,
                    Consequence.NONE,
                    Rates.STANDARD,
                    Drift.STANDARD);
            Optional<Task> known = line.isEmpty() ? Optional.empty() : Optional.of(line.get(line.size() - 1));
            Authority granted;
            try {
                granted = new AuthorityRule(bounds(actor), rules)
                        .granted(asked, new Place(SERVER, SERVER, SERVER::equals), held, known);
            } catch (Refusal e) {
                return Optional.empty();
            }
            within(granted, line, actor, held.scopes());
            held.rights()
                    .ifPresent(rights ->
                            narrower(rights.actions(), granted.rights().actions()));
            return Optional.of(granted);
        }

        private Bounds bounds(int actor) {
            return new Bounds(ceilings.get(actor), ceilings.subList(0, actor), new Bounds.Person() {
                @Override
                public boolean mayGive(String scope) {
                    return scopes.contains(scope);
                }

                @Override
                public boolean has(String server, String role) {
                    return SERVER.equals(server) && roles.contains(role);
                }
            });
        }

        private void within(Authority token, List<Task> line, int actor, Set<String> presented) {
            assertThat(scopes).containsAll(token.scopes());
            assertThat(roles).containsAll(token.roles());
            assertThat(presented).containsAll(token.scopes());
            for (Ceiling ceiling : ceilings.subList(0, actor + 1)) {
                assertThat(ceiling.scopes()).containsAll(token.scopes());
                assertThat(ceiling.roles())
                        .containsAll(token.roles().stream()
                                .map(role -> SERVER + ":" + role)
                                .toList());
                narrower(ceiling.actions(), token.rights().actions());
            }
            for (Task task : line) {
                Rights most = task.authority().rights();
                Rights least = token.rights();
                assertThat(task.authority().scopes()).containsAll(token.scopes());
                assertThat(task.authority().roles()).containsAll(token.roles());
                narrower(most.actions(), least.actions());
                narrower(most.datatypes(), least.datatypes());
                narrower(most.privileges(), least.privileges());
                assertThat(most.constraints().covers(least.constraints())).isTrue();
            }
        }

        private static void narrower(Optional<List<String>> most, Optional<List<String>> least) {
            most.ifPresent(allowed -> assertThat(allowed).containsAll(least.orElseThrow()));
        }

        /** What the token itself says, which has neither limits nor delegates. */
        private static Rights shown(Rights rights) {
            return Rights.fromJson(rights.toTokenJson());
        }
    }

    /**
     * A token that was issued.
     *
     * @param line the tasks from the first one down to its own
     */
    private record Token(List<Task> line, Authority says) {}

    /** Something that happens. */
    private interface Step {
        void in(World world);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> index = Arbitraries.integers().between(0, 20);
        Arbitrary<Step> open =
                Combinators.combine(asked(), some()).as((asked, scopes) -> world -> world.open(asked, scopes));
        Arbitrary<Step> name = Combinators.combine(asked(), some(), index)
                .as((asked, scopes, i) -> ifAny(world -> world.name(asked, scopes, i)));
        Arbitrary<Step> goOn =
                Combinators.combine(asked(), index).as((asked, i) -> ifAny(world -> world.goOn(asked, i)));
        Arbitrary<Step> handDown = Combinators.combine(asked(), asked(), index)
                .as((asked, taking, i) -> ifAny(world -> world.handDown(asked, taking, i)));
        Arbitrary<Step> ceiling = Combinators.combine(
                        ceilings(), Arbitraries.integers().between(0, AGENTS - 1))
                .as((changed, agent) -> world -> world.ceilings.set(agent, changed));
        Arbitrary<Step> person = Combinators.combine(some(), some()).as((scopes, roles) -> world -> {
            world.scopes = scopes;
            world.roles = roles;
        });
        Arbitrary<Step> introspect = Arbitraries.of(World::introspect);
        return Arbitraries.oneOf(open, open, name, goOn, handDown, handDown, ceiling, person, introspect)
                .list()
                .ofMaxSize(20);
    }

    private static Step ifAny(Step step) {
        return world -> {
            if (!world.tokens.isEmpty()) {
                step.in(world);
            }
        };
    }

    /** Mostly everything, so that much is granted. */
    private static Arbitrary<Set<String>> some() {
        return Arbitraries.frequencyOf(
                Tuple.of(2, Arbitraries.just(Set.copyOf(NAMES))),
                Tuple.of(1, Arbitraries.of(NAMES).set().ofMinSize(1)));
    }

    private static Arbitrary<Optional<List<String>>> list() {
        return some().map(List::copyOf).optional(0.5);
    }

    private static Arbitrary<Asked> asked() {
        Arbitrary<Rights> rights = Combinators.combine(list(), list(), list(), constraints(), delegates())
                .as((actions, datatypes, privileges, constraints, redelegation) -> new Rights(
                        Optional.empty(),
                        actions,
                        datatypes,
                        Optional.empty(),
                        privileges,
                        constraints,
                        Limits.NONE,
                        redelegation));
        return Combinators.combine(some().optional(0.4), rights.optional(0.6))
                .as((scopes, narrowing) -> new Asked(
                        Optional.empty(),
                        Optional.empty(),
                        scopes,
                        narrowing.map(some -> new TaskDetails(Optional.empty(), Optional.empty(), some))));
    }

    private static Arbitrary<Constraints> constraints() {
        return Arbitraries.integers()
                .between(1, 3)
                .optional(0.3)
                .map(max -> max.map(most -> Constraints.parse(StrictJson.parse("{\"amount\":{\"max\":" + most + "}}")))
                        .orElse(Constraints.NONE));
    }

    private static Arbitrary<Optional<Redelegation>> delegates() {
        return some().map(names -> new Redelegation(Optional.empty(), List.copyOf(names)))
                .optional(0.3);
    }

    @Provide
    Arbitrary<Ceiling> ceilings() {
        return Combinators.combine(some(), some(), list())
                .as((scopes, roles, actions) -> new Ceiling(
                        List.copyOf(scopes),
                        List.of(SERVER),
                        roles.stream().map(role -> SERVER + ":" + role).collect(Collectors.toList()),
                        actions,
                        900,
                        120,
                        AGENTS,
                        NAMES,
                        Optional.empty(),
                        Limits.NONE,
                        Rates.NONE,
                        Drift.NONE));
    }

    private static Task task(Authority authority) {
        return new Task(
                TaskId.generate(),
                "r1",
                "c1",
                0,
                "u1",
                Task.Ground.RULE,
                List.of(),
                Optional.empty(),
                authority,
                TaskState.ACTIVE,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "txn_1",
                Task.Login.NONE,
                "portal",
                Optional.empty(),
                Optional.empty(),
                NOW,
                NOW.plusSeconds(600),
                Task.Issued.NOTHING,
                KeyBinding.NONE);
    }
}
