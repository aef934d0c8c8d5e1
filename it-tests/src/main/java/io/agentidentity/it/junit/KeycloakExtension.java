package io.agentidentity.it.junit;

import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.server.Cluster;
import io.agentidentity.it.server.KeycloakServer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** See {@link KeycloakTest}. */
final class KeycloakExtension
        implements BeforeAllCallback,
                BeforeEachCallback,
                AfterEachCallback,
                AfterAllCallback,
                ParameterResolver,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler {

    private static final Namespace NAMESPACE = Namespace.create(KeycloakExtension.class);
    private static final Set<Class<?>> PARAMETERS =
            Set.of(TestRealm.class, Realms.class, KeycloakServer.class, Cluster.class);
    /** For how long a test waits for what must come; long, because it only ends a test that fails. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String SERVER = "server";
    private static final String CLUSTER = "cluster";

    static {
        Awaitility.setDefaultTimeout(PATIENCE);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        logs(context).forEach(LogWatch::testStarts);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        logs(context).forEach(LogWatch::testStarts);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        logs(context).forEach(log -> log.check(allowed(context)));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        logs(context).forEach(log -> log.check(allowed(context)));
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw withLog(context, failure);
    }

    @Override
    public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw withLog(context, failure);
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw withLog(context, failure);
    }

    /** Skipped tests pass through here too; their reason is no failure. */
    private static Throwable withLog(ExtensionContext context, Throwable failure) {
        if (!(failure instanceof org.opentest4j.TestAbortedException)) {
            logs(context)
                    .flatMap(log -> log.testOutput().stream())
                    .forEach(output -> System.err.println(context.getDisplayName() + " failed. " + output));
        }
        return failure;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return PARAMETERS.contains(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        if (type == Cluster.class) {
            return boot(context, CLUSTER, ClusterSession::start).cluster();
        }
        ServerSession session = boot(context, SERVER, ServerSession::start);
        if (type == TestRealm.class) {
            return realm(context, session.realms());
        }
        return type == Realms.class ? session.realms() : session.server();
    }

    private static TestRealm realm(ExtensionContext context, Realms realms) {
        ExtensionContext.Store store = context.getRoot().getStore(NAMESPACE);
        Class<?> outermost = outermost(context.getRequiredTestClass());
        return store.computeIfAbsent(outermost, type -> realms.create(type.getSimpleName()), TestRealm.class);
    }

    private static Class<?> outermost(Class<?> type) {
        return type.getEnclosingClass() == null ? type : outermost(type.getEnclosingClass());
    }

    @SuppressWarnings("unchecked")
    private static <T extends Session> T boot(ExtensionContext context, String key, Supplier<T> start) {
        Boot<T> boot = store(context).computeIfAbsent(key, name -> Boot.attempt(start), Boot.class);
        return boot.session();
    }

    /** Of what tests have asked for so far. */
    private static Stream<LogWatch> logs(ExtensionContext context) {
        return Stream.of(SERVER, CLUSTER)
                .map(key -> (Boot<?>) store(context).get(key, Boot.class))
                .filter(Objects::nonNull)
                .flatMap(boot -> boot.log().stream());
    }

    private static ExtensionContext.Store store(ExtensionContext context) {
        return context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE);
    }

    private static List<String> allowed(ExtensionContext context) {
        return Stream.concat(
                        context.getTestMethod().stream()
                                .flatMap(method -> Stream.of(method.getAnnotationsByType(AllowServerErrors.class))),
                        Stream.of(context.getRequiredTestClass().getAnnotationsByType(AllowServerErrors.class)))
                .flatMap(annotation -> Stream.of(annotation.value()))
                .toList();
    }
}
