package steward;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.ws.rs.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** Keeps the house in order: rooms and arrows as docs/architecture.md draws them. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("steward");

    /** Every room and the rooms it may look into; {@link DocumentsTest} compares the drawing in docs/architecture.md. */
    static final Map<String, List<String>> ARROWS = Map.ofEntries(
            Map.entry(
                    "monitoring",
                    List.of(
                            "realtime",
                            "chat",
                            "gateway",
                            "knowledge",
                            "task",
                            "schedule",
                            "admission",
                            "cache",
                            "model",
                            "identity",
                            "platform")),
            Map.entry(
                    "gateway",
                    List.of("chat", "knowledge", "model", "money", "cache", "admission", "identity", "platform")),
            Map.entry(
                    "chat",
                    List.of("knowledge", "model", "money", "cache", "task", "admission", "identity", "platform")),
            Map.entry("realtime", List.of("chat", "task", "admission", "identity", "platform")),
            Map.entry("knowledge", List.of("cache", "task", "identity", "platform")),
            Map.entry("backup", List.of("schedule", "task", "identity", "platform")),
            Map.entry("image", List.of("task", "model", "identity", "platform")),
            Map.entry("schedule", List.of("task", "identity", "platform")),
            Map.entry("task", List.of("identity", "platform")),
            Map.entry("admission", List.of("identity", "platform")),
            Map.entry("money", List.of("task", "identity", "platform")),
            Map.entry("identity", List.of("platform")),
            Map.entry("model", List.of("platform")),
            Map.entry("cache", List.of("platform")),
            Map.entry("command", List.of("platform", "identity")),
            Map.entry("platform", List.of()));

    static Set<String> rooms() {
        return ARROWS.keySet();
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void aRoomLooksOnlyIntoTheRoomsItIsAllowed(String room) {
        var others = rooms().stream()
                .filter(other -> !other.equals(room) && !ARROWS.get(room).contains(other))
                .map(other -> "steward." + other + "..")
                .toArray(String[]::new);
        check(noClasses()
                .that()
                .resideInAPackage("steward." + room + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others));
    }

    @Test
    void everyClassLivesInARoom() {
        var places = rooms().stream().map(room -> "steward." + room + "..").toArray(String[]::new);
        check(classes()
                .that()
                .haveSimpleNameNotEndingWith("package-info")
                .should()
                .resideInAnyPackage(places));
    }

    @Test
    void roomsFormNoCycle() {
        check(slices().matching("steward.(*)..").should().beFreeOfCycles());
    }

    @Test
    void partsOfThePlatformFormNoCycle() {
        check(slices().matching("steward.platform.(*)..").should().beFreeOfCycles());
    }

    @Test
    void timeComesFromTheInjectedClock() {
        for (var type : List.of(Instant.class, LocalDateTime.class, OffsetDateTime.class, ZonedDateTime.class)) {
            check(noClasses().should().callMethod(type, "now"));
        }
        check(noClasses().should().callMethod(System.class, "currentTimeMillis"));
        check(noClasses()
                .that()
                .resideOutsideOfPackages("steward.platform.time..", "steward.command..")
                .should()
                .callMethod(Clock.class, "systemUTC"));
    }

    @Test
    void noInnardsOfTheServerAreUsed() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "fish.payara..",
                        "com.sun..",
                        "sun..",
                        "org.glassfish..",
                        "org.apache.catalina..",
                        "com.hazelcast..",
                        "org.jboss.weld..",
                        "org.eclipse.persistence.."));
    }

    @Test
    void resourcesAreNamedAsResources() {
        check(classes().that().areAnnotatedWith(Path.class).should().haveSimpleNameEndingWith("Resource"));
    }

    @Test
    void suffixesThatSayNothingAreNotUsed() {
        check(noClasses()
                .should()
                .haveNameMatching(".*(Service|Manager|Util|Utils|Helper|Impl|(?<!Knowledge)Base|DTO|Facade)(\\$.*)?"));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }
}
