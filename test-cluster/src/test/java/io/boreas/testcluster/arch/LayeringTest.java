// Think hard before changing this file: each line is a decision that the rest of the code rests on.
package io.boreas.testcluster.arch;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom, and what the core may not touch. */
@AnalyzeClasses(packages = "io.boreas", importOptions = ImportOption.DoNotIncludeTests.class)
class LayeringTest {
    private static final String CORE = "io.boreas.core..";
    private static final String CONFIG = "io.boreas.config..";
    private static final String PERSISTENCE = "io.boreas.persistence..";
    private static final String ACTORS = "io.boreas.actors..";
    private static final String WIRE = "io.boreas.actors.wire..";
    private static final String GATEWAY = "io.boreas.actors.gateway..";
    private static final String AGENT_GATEWAY = "io.boreas.agent.gateway..";
    private static final String AGENT_DOORS = "io.boreas.http.agent..";
    private static final String HTTP = "io.boreas.http..";
    private static final String AGENT = "io.boreas.agent..";
    private static final String CLI = "io.boreas.cli..";
    private static final String DRILL = "io.boreas.drill..";
    private static final String LAUNCHER = "io.boreas.launcher..";

    @ArchTest
    static final ArchRule theCoreKnowsTheJdkAlone = classes()
            .that()
            .resideInAPackage(CORE)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(CORE, "java..", "org.jspecify.annotations.."))
            .because("what decides must run in a simulator, in replay and in production alike");

    @ArchTest
    static final ArchRule theCoreHasNoClockThreadsOrDisk = noClasses()
            .that()
            .resideInAPackage(CORE)
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                            "java.io..",
                            "java.nio.file..",
                            "java.nio.channels..",
                            "java.net..",
                            "java.util.concurrent..",
                            "java.util.logging..",
                            "java.lang.System$Logger..")
                    .or(named("java.time.Clock"))
                    .or(named("java.time.InstantSource"))
                    .or(named("java.lang.Thread"))
                    .or(named("java.lang.ThreadLocal"))
                    .or(named("java.lang.Process"))
                    .or(named("java.lang.ProcessBuilder"))
                    .or(named("java.lang.Runtime"))
                    .or(named("java.util.Random"))
                    .or(named("java.util.SplittableRandom"))
                    .or(named("java.util.Timer"))
                    .or(resideInAPackage("java.util.random..")))
            .because("time, chance and the world come in with the command, and are stored in the event");

    @ArchTest
    static final ArchRule theCoreCallsNothingThatDiffersFromRunToRun = noClasses()
            .that()
            .resideInAPackage(CORE)
            .should()
            .callMethod("java.time.Instant", "now")
            .orShould()
            .callMethod("java.util.UUID", "randomUUID")
            .orShould()
            .callMethod("java.lang.System", "nanoTime")
            .orShould()
            .callMethod("java.lang.System", "currentTimeMillis")
            .orShould()
            .callMethod("java.lang.System", "getenv")
            .orShould()
            .callMethod("java.lang.System", "getenv", "java.lang.String")
            .orShould()
            .callMethod("java.lang.System", "getProperty", "java.lang.String")
            .orShould()
            .callMethod("java.lang.System", "identityHashCode", "java.lang.Object")
            .orShould()
            .callMethod("java.lang.Math", "random")
            .orShould()
            .callMethod("java.util.Collections", "shuffle", "java.util.List")
            .orShould()
            .callMethod("java.util.Locale", "getDefault")
            .orShould()
            .accessField("java.lang.System", "out")
            .orShould()
            .accessField("java.lang.System", "err")
            .because("equal commands on equal states give equal events, on every machine and at every replay");

    @ArchTest
    static final ArchRule configKnowsNobody = ours(CONFIG).onlyKnow();

    @ArchTest
    static final ArchRule persistenceKnowsEventsAndNeverActors =
            ours(PERSISTENCE).onlyKnow(CORE, CONFIG);

    @ArchTest
    static final ArchRule actorsMeetPersistenceInConfigurationAlone =
            ours(ACTORS).onlyKnow(CORE, CONFIG);

    @ArchTest
    static final ArchRule doorsKnowTheGatewaysAlone = ours(HTTP).onlyKnow(GATEWAY, AGENT_GATEWAY, CORE, CONFIG);

    @ArchTest
    static final ArchRule onlyAnAgentsDoorsKnowItsGateway = noClasses()
            .that(resideInAPackage(HTTP).and(not(resideInAPackage(AGENT_DOORS))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(AGENT_GATEWAY)
            .because("what an agent is to its master goes over the link");

    @ArchTest
    static final ArchRule anAgentsDoorsKnowNoMaster = noClasses()
            .that()
            .resideInAPackage(AGENT_DOORS)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(GATEWAY);

    @ArchTest
    static final ArchRule agentsKnowTheLinkAlone = ours(AGENT).onlyKnow(CORE, CONFIG);

    @ArchTest
    static final ArchRule theCommandLineSpeaksPublicHttpAlone = ours(CLI).onlyKnow();

    @ArchTest
    static final ArchRule drillsKnowWhatAnybodyCanKnow = ours(DRILL).onlyKnow(CLI);

    @ArchTest
    static final ArchRule nobodyKnowsTheLauncherButWhatTestsTheWhole = noClasses()
            .that(resideInAPackage("io.boreas..").and(not(resideInAnyPackage(LAUNCHER, "io.boreas.testcluster.."))))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(LAUNCHER, "io.boreas.testcluster..");

    @ArchTest
    static final ArchRule settingsReachAgentsAsCheckedRecords = noClasses()
            .that()
            .resideInAnyPackage(CORE, AGENT, CLI)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.typesafe.config..")
            .because("settings arrive as checked records");

    @ArchTest
    static final ArchRule onlyDoorsSpeakHttp = noClasses()
            .that()
            .resideInAnyPackage(CORE, CONFIG, PERSISTENCE, ACTORS, AGENT)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.pekko.http..", "com.sun.net.httpserver..")
            .because("the doors own every format of the web");

    @ArchTest
    static final ArchRule onlyDoorsAndMastersAmongThemselvesUseJackson = noClasses()
            .that(resideInAnyPackage(CORE, CONFIG, PERSISTENCE, ACTORS, AGENT)
                    .and(not(resideInAPackage(WIRE)))
                    .and(not(resideInAPackage("io.boreas.agent.image.."))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.fasterxml.jackson..")
            .because(
                    "the doors own every format of the web; CBOR between masters is none, and images say in JSON what they are");

    /** Begins a rule about which of our packages some of ours may know beside themselves. */
    private static Ours ours(String packages) {
        return new Ours(packages);
    }

    private record Ours(String packages) {
        ArchRule onlyKnow(String... others) {
            return noClasses()
                    .that()
                    .resideInAPackage(packages)
                    .should()
                    .dependOnClassesThat(resideInAPackage("io.boreas..")
                            .and(not(resideInAPackage(packages)))
                            .and(not(resideInAnyPackage(others))))
                    .allowEmptyShould(true);
        }
    }

    private static DescribedPredicate<JavaClass> named(String name) {
        return DescribedPredicate.describe("is " + name, type -> type.getName().equals(name));
    }
}
