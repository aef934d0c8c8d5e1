package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Exchange;
import io.agentidentity.it.realm.Person;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import io.agentidentity.it.server.Cluster;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tokens are issued in every way on both nodes while something ends. Whatever a client has got hold of is dead afterwards on both,
 * and stays so when whoever was stopped may go on.
 */
class EndingRaceIT extends TwoNodes {

    private static final int ROUNDS = 5;
    private static final int WORKERS = 8;
    private static final int STEPS = 6;

    private final List<TestRealm> nodes = List.of(here, there);

    EndingRaceIT(Cluster cluster) {
        super(cluster, "race");
    }

    /** What is issued meanwhile, all of which the ending reaches. */
    private enum Reach {
        /** What is derived from one token. */
        TOKEN,
        /** What is issued for one task, and for what was handed down from it. */
        TASK,
        /** What the agent gets for the person. */
        PAIR
    }

    private enum Ending {
        COMPLETE(Reach.TASK) {
            @Override
            void end(Stage stage) {
                stage.node().tasks(stage.actorToken).complete(stage.task()).expect(200);
            }
        },
        REVOKE(Reach.TASK) {
            @Override
            void end(Stage stage) {
                stage.post("/agents/tasks/" + stage.task() + "/revoke");
            }
        },
        SUSPEND_TASK(Reach.TASK) {
            @Override
            void end(Stage stage) {
                stage.post("/agents/tasks/" + stage.task() + "/suspend");
            }

            @Override
            void goOn(Stage stage) {
                stage.post("/agents/tasks/" + stage.task() + "/resume");
            }
        },
        REVOKE_TOKEN(Reach.TOKEN) {
            @Override
            void end(Stage stage) {
                Answer answer = stage.cast.head.via(stage.node()).revokeToken(stage.first.accessToken());
                assertThat(answer.status()).isEqualTo(200);
            }
        },
        SUSPEND_AGENT(Reach.PAIR) {
            @Override
            void end(Stage stage) {
                stage.post(stage.cast.head.path("/suspend"));
            }

            @Override
            void goOn(Stage stage) {
                stage.post(stage.cast.head.path("/activate"));
            }
        },
        KILL(Reach.PAIR) {
            @Override
            void end(Stage stage) {
                stage.post(stage.cast.head.path("/kill"));
            }

            @Override
            void goOn(Stage stage) {
                stage.post(stage.cast.head.path("/activate"));
            }
        },
        EMERGENCY_STOP(Reach.PAIR) {
            @Override
            void end(Stage stage) {
                stage.post("/agents/emergency-stop");
            }

            @Override
            void goOn(Stage stage) {
                stage.node().admin().delete("/agents/emergency-stop").expect(200);
            }
        },
        PERSON_DISABLED(Reach.PAIR) {
            @Override
            void end(Stage stage) {
                stage.node().setEnabled(stage.cast.person, false);
            }

            @Override
            void goOn(Stage stage) {
                stage.node().setEnabled(stage.cast.person, true);
            }
        },
        OWNER_DISABLED(Reach.PAIR) {
            @Override
            void end(Stage stage) {
                stage.node().setEnabled(stage.cast.owner, false);
            }

            @Override
            void goOn(Stage stage) {
                stage.node().setEnabled(stage.cast.owner, true);
            }
        },
        BLOCK(Reach.PAIR) {
            @Override
            void end(Stage stage) {
                stage.node()
                        .admin()
                        .put(block(stage), Map.of("reason", "not now"))
                        .expect(200);
            }

            @Override
            void goOn(Stage stage) {
                stage.node().admin().delete(block(stage)).expect(200);
            }

            private String block(Stage stage) {
                return stage.cast.head.path("/blocks/" + stage.cast.person.id());
            }
        };

        private final Reach reach;

        Ending(Reach reach) {
            this.reach = reach;
        }

        abstract void end(Stage stage);

        /** Lets whoever was stopped go on; nothing where an ending is for good. */
        void goOn(Stage stage) {}
    }

    @ParameterizedTest
    @EnumSource(Ending.class)
    void noTokenOutlivesAnEndingThatItsIssueRaced(Ending ending) throws Exception {
        Cast cast = new Cast(ending.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        int issued = 0;
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Stage stage = new Stage(cast, round);
            run(stage, ending);
            dead(stage.tokens, "round " + round);
            ending.goOn(stage);
            dead(stage.tokens, "round " + round + ", going on");
            for (TokenAnswer handed : stage.handed) {
                assertThat(cast.below.exchange(handed.accessToken()).send().status())
                        .as("handed down in round %d", round)
                        .isEqualTo(400);
            }
            issued += stage.tokens.size();
            refused += stage.refused.get();
        }
        assertThat(issued).as("in time").isGreaterThan(2 * ROUNDS);
        assertThat(refused).as("too late").isPositive();
    }

    private void run(Stage stage, Ending ending) throws Exception {
        CountDownLatch half = new CountDownLatch(WORKERS * STEPS / 2);
        List<Future<?>> running = new ArrayList<>();
        running.add(threads.submit(() -> {
            half.await();
            ending.end(stage);
            return null;
        }));
        for (int number = 0; number < WORKERS; number++) {
            Worker worker = new Worker(stage, ending.reach, number);
            running.add(threads.submit(() -> {
                for (int step = 0; step < STEPS; step++) {
                    try {
                        worker.step(step);
                    } finally {
                        half.countDown();
                    }
                }
                return null;
            }));
        }
        for (Future<?> one : running) {
            one.get();
        }
    }

    private void dead(Collection<TokenAnswer> tokens, String when) throws Exception {
        List<Callable<Boolean>> calls = new ArrayList<>();
        for (TokenAnswer token : tokens) {
            nodes.forEach(node -> calls.add(() -> active(node, token)));
        }
        for (Future<Boolean> active : threads.invokeAll(calls)) {
            assertThat(active.get()).as(when).isFalse();
        }
    }

    /** Who takes part in the races of one ending, and in no other's. */
    private final class Cast {

        private final Person owner;
        private final Person person;
        private final TestAgent head;
        private final TestAgent below;

        private Cast(String name) {
            owner = scene.realm.person("owner-" + name);
            person = scene.realm.person("person-" + name);
            head = scene.agent(
                    "head-" + name,
                    spec -> scene.forEverybody(spec.owner(owner)).delegates("below-" + name));
            below = scene.agent("below-" + name, scene::forEverybody);
        }

        private String details(String further) {
            return "[{\"type\":\"agent_task\"" + further + ",\"delegation\":{\"allowed_delegates\":[\""
                    + below.clientId() + "\"]}}]";
        }
    }

    /** One race. */
    private final class Stage {

        private final Cast cast;
        private final int round;
        private final String login;
        private final String actorToken;
        private final TokenAnswer first;
        private final AtomicReference<TokenAnswer> latest;
        private final Queue<TokenAnswer> tokens = new ConcurrentLinkedQueue<>();
        private final Queue<TokenAnswer> handed = new ConcurrentLinkedQueue<>();
        private final AtomicInteger refused = new AtomicInteger();

        private Stage(Cast cast, int round) {
            this.cast = cast;
            this.round = round;
            login = scene.portal.login(cast.person, Scene.READ).accessToken();
            actorToken = cast.head.actorToken().accessToken();
            first = cast.head
                    .exchange(login)
                    .audience("erp-api")
                    .authorizationDetails(cast.details(""))
                    .token();
            latest = new AtomicReference<>(first);
            tokens.add(first);
        }

        /** Where the ending takes place. */
        private TestRealm node() {
            return nodes.get(round % 2);
        }

        private String task() {
            return Scene.taskId(first);
        }

        private void post(String path) {
            node().admin().post(path, Map.of("reason", "race")).expect(200);
        }
    }

    /** One client of many, which asks one node for tokens in all ways in turn. */
    private final class Worker {

        private final Stage stage;
        private final Reach reach;
        private final int number;
        private final TestAgent head;
        private final TestAgent below;
        private final AtomicReference<TokenAnswer> latest;

        private Worker(Stage stage, Reach reach, int number) {
            this.stage = stage;
            this.reach = reach;
            this.number = number;
            head = stage.cast.head.via(nodes.get(number % 2));
            below = stage.cast.below.via(nodes.get((number + 1) % 2));
            latest = reach == Reach.PAIR ? new AtomicReference<>() : stage.latest;
        }

        private void step(int step) {
            List<Runnable> ways = switch (reach) {
                case TOKEN -> List.of(this::goOn, this::handDown);
                case TASK -> List.of(this::named, this::goOn, this::handDown);
                case PAIR -> List.of(this::explicit, this::implicit, this::goOn, this::handDown);
            };
            ways.get((number + step) % ways.size()).run();
        }

        private void explicit() {
            sent(forPerson().authorizationDetails(stage.cast.details("")), true);
        }

        private void implicit() {
            sent(forPerson(), false);
        }

        private void named() {
            sent(forPerson().authorizationDetails(stage.cast.details(",\"task_id\":\"" + stage.task() + "\"")), true);
        }

        private void goOn() {
            TokenAnswer from = latest.get();
            if (from == null) {
                explicit();
            } else {
                sent(head.exchange(from.accessToken()), true);
            }
        }

        private void handDown() {
            TokenAnswer from = latest.get();
            if (from == null) {
                explicit();
                return;
            }
            Answer answer =
                    head.exchange(from.accessToken()).audience(below.clientId()).send();
            if (good(answer)) {
                stage.handed.add(answer.token());
                sent(below.exchange(answer.token().accessToken()), false);
            }
        }

        private Exchange forPerson() {
            return head.exchange(stage.login).audience("erp-api");
        }

        private void sent(Exchange exchange, boolean continues) {
            Answer answer = exchange.send();
            if (good(answer)) {
                stage.tokens.add(answer.token());
                if (continues) {
                    latest.set(answer.token());
                }
            }
        }

        private boolean good(Answer answer) {
            if (answer.status() != 200) {
                assertThat(answer.status()).as(answer.toString()).isIn(400, 401, 403);
                stage.refused.incrementAndGet();
            }
            return answer.status() == 200;
        }
    }
}
