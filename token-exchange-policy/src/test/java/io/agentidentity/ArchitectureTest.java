package io.agentidentity;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import io.agentidentity.audit.AuditRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lines that hold the modules of agents and of tasks together. */
class ArchitectureTest {

    private static final int MOST_TYPES_OF_A_PACKAGE = 14;
    private static final String[] AGENT_SIDE = {
        "io.agentidentity.agent..",
        "io.agentidentity.audit..",
        "io.agentidentity.authority..",
        "io.agentidentity.drift..",
        "io.agentidentity.json..",
        "io.agentidentity.metrics..",
        "io.agentidentity.rate..",
        "io.agentidentity.refusal..",
        "io.agentidentity.signal.."
    };
    private static final List<Path> SOURCES =
            List.of(Path.of("src/main/java"), Path.of("../spi-agent-client/src/main/java"));
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.agentidentity");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.agentidentity.agent",
                "io.agentidentity.agent.credential",
                "io.agentidentity.agent.settings",
                "io.agentidentity.agent.posture",
                "io.agentidentity.audit.chain",
                "io.agentidentity.audit.delivery",
                "io.agentidentity.audit.webhook",
                "io.agentidentity.audit.format",
                "io.agentidentity.audit.story",
                "io.agentidentity.authority",
                "io.agentidentity.decision",
                "io.agentidentity.drift",
                "io.agentidentity.json",
                "io.agentidentity.policy",
                "io.agentidentity.rate",
                "io.agentidentity.policy.remote",
                "io.agentidentity.refusal",
                "io.agentidentity.signal",
                "io.agentidentity.task"
            })
    void theCoreKnowsNeitherKeycloakNorTheServerAroundIt(String core) {
        noClasses()
                .that()
                .resideInAPackage(core)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.keycloak..", "jakarta..", "org.jboss..")
                .check(CLASSES);
    }

    @Test
    void jsonCallsNothingOfOurs() {
        mayDependOn(
                "io.agentidentity.json",
                "io.agentidentity.json",
                "com.fasterxml.jackson..",
                "org.erdtman.jcs..",
                "agentidentity.shaded..");
    }

    @Test
    void refusalsCallNothing() {
        mayDependOn("io.agentidentity.refusal", "io.agentidentity.refusal");
    }

    @Test
    void authorityCallsJsonOnly() {
        mayDependOn(
                "io.agentidentity.authority",
                "io.agentidentity.authority",
                "io.agentidentity.json",
                "com.fasterxml.jackson..");
    }

    @ParameterizedTest
    @ValueSource(strings = {"io.agentidentity.drift", "io.agentidentity.rate"})
    void ratesAndDriftCallJsonOnly(String core) {
        mayDependOn(core, core, "io.agentidentity.json", "com.fasterxml.jackson..");
    }

    @Test
    void theChainOfRecordsCallsJsonOnly() {
        mayDependOn(
                "io.agentidentity.audit.chain",
                "io.agentidentity.audit.chain",
                "io.agentidentity.json",
                "com.fasterxml.jackson..");
    }

    @ParameterizedTest
    @ValueSource(strings = {"io.agentidentity.audit.format", "io.agentidentity.audit.story"})
    void whatRecordsAreWrittenAsCallsJsonOnly(String core) {
        mayDependOn(core, core, "io.agentidentity.json", "com.fasterxml.jackson..");
    }

    @Test
    void theCoreOfAgentsCallsJsonCredentialsAuthorityRatesAndDriftOnly() {
        mayDependOn(
                "io.agentidentity.agent",
                "io.agentidentity.agent",
                "io.agentidentity.agent.credential",
                "io.agentidentity.authority",
                "io.agentidentity.drift",
                "io.agentidentity.json",
                "io.agentidentity.rate",
                "com.fasterxml.jackson..");
    }

    @Test
    void theCoreOfTasksCallsCoresAndTheDigestOfRecords() {
        classes()
                .that()
                .resideInAPackage("io.agentidentity.task")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                "java..",
                                "io.agentidentity.task",
                                "io.agentidentity.agent",
                                "io.agentidentity.authority",
                                "io.agentidentity.json",
                                "io.agentidentity.refusal",
                                "com.fasterxml.jackson..")
                        .or(type(AuditRecord.class))
                        .or(type(AuditRecord.ActLink.class)))
                .check(CLASSES);
    }

    @Test
    void rulesCallJsonAndTheirLanguageOnly() {
        mayDependOn(
                "io.agentidentity.policy",
                "io.agentidentity.policy",
                "io.agentidentity.json",
                "com.fasterxml.jackson..",
                "dev.cel..",
                "com.google.protobuf",
                "com.google.common..",
                "com.google.re2j");
    }

    /** Its library is large, and may be replaced by another one. */
    @Test
    void nothingElseCallsTheLanguageOfRules() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.agentidentity.policy")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.cel..", "com.google..")
                .check(CLASSES);
    }

    @Test
    void theCoreOfSignalsCallsTheCoreOfAgentsOnly() {
        mayDependOn(
                "io.agentidentity.signal",
                "io.agentidentity.signal",
                "io.agentidentity.agent",
                "io.agentidentity.agent.credential");
    }

    /** Its supertypes are missing on the older servers. */
    @Test
    void oneShellEntersTheOnePackageThatKnowsTheTransmitter() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.agentidentity.signal.ssf")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.keycloak.ssf..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.agentidentity.signal.ssf")
                .and(not(resideInAPackage("io.agentidentity.signal.emit")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.agentidentity.signal.ssf")
                .check(CLASSES);
    }

    @Test
    void agentsNeverDependOnTasks() {
        noClasses()
                .that()
                .resideInAnyPackage(AGENT_SIDE)
                .should()
                .dependOnClassesThat(resideInAPackage("io.agentidentity..").and(not(resideInAnyPackage(AGENT_SIDE))))
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.agentidentity.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void nobodyLogsPastTheServerOrPrints() {
        GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(CLASSES);
        GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(CLASSES);
    }

    @Test
    void noPackageHasMoreTypesThanCanBeKeptInMind() {
        Map<String, Long> types = CLASSES.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> !"package-info".equals(type.getSimpleName()))
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));

        assertThat(types).containsKeys("io.agentidentity.agent", "io.agentidentity.task");
        assertThat(types)
                .allSatisfy((name, count) -> assertThat(count).as(name).isLessThanOrEqualTo(MOST_TYPES_OF_A_PACKAGE));
    }

    @Test
    void everyPackageSaysWhatItIs() throws IOException {
        for (Path source : SOURCES) {
            try (Stream<Path> files = Files.walk(source)) {
                List<Path> packages = files.filter(file -> file.toString().endsWith(".java"))
                        .map(Path::getParent)
                        .distinct()
                        .toList();

                assertThat(packages)
                        .isNotEmpty()
                        .allSatisfy(folder ->
                                assertThat(folder.resolve("package-info.java")).exists());
            }
        }
    }

    private static void mayDependOn(String core, String... packages) {
        classes()
                .that()
                .resideInAPackage(core)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("java..").or(resideInAnyPackage(packages)))
                .check(CLASSES);
    }
}
