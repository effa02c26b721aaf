package io.memsafe;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Map.entry;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Signals become an assessment, that becomes a level, that becomes responses and admission; nothing flows back up. */
class ArchitectureTest {
    private static final String ROOT = "io.memsafe";

    /** Each stage, and the stages whose records it may take. A new package gets its line here. */
    private static final Map<String, Set<String>> FLOW = Map.ofEntries(
            entry("internal", Set.of()),
            entry("spi", Set.of()),
            entry("signal", Set.of("spi", "internal")),
            entry("assess", Set.of("signal")),
            entry("level", Set.of("assess")),
            entry("response", Set.of("level")),
            entry("admission", Set.of("level")),
            entry("pool", Set.of("admission", "response", "internal")),
            entry("mapped", Set.of("internal")),
            entry("history", Set.of("level")),
            entry("replay", Set.of("signal", "assess", "level")),
            entry("metrics", Set.of("level", "pool", "mapped")),
            entry("incident", Set.of("level")));

    /** What stands before the level is decided, and so may know nothing of the governor that drives it. */
    private static final Set<String> BEFORE_THE_LEVEL = Set.of("spi", "signal", "assess", "level");

    private static final URL MAIN_CLASSES =
            PressureLevel.class.getProtectionDomain().getCodeSource().getLocation();
    private static final JavaClasses CORE = new ClassFileImporter().importUrl(MAIN_CLASSES);

    @Test
    void recordsFlowOneWay() {
        classes().should(takeRecordsOnlyFromTheStageBefore()).check(CORE);
    }

    @Test
    void packagesBelowTheRootHaveNoCycles() {
        slices().matching(ROOT + ".(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(CORE);
    }

    @Test
    void publicSignaturesNameNoTypeOfOneJvm() {
        classes()
                .that()
                .arePublic()
                .should(haveNoSignatureWith("com.sun."))
                .allowEmptyShould(true)
                .check(CORE);
    }

    @Test
    void namesSayWhatAClassIs() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..internal..")
                .should()
                .haveNameMatching(".*(Manager|Helper|Utils?|Impl)")
                .allowEmptyShould(true)
                .check(CORE);
    }

    /** In the package for readers on the class path, who never see the module. */
    @Test
    void everyPackageIsNullMarked() {
        assertThat(CORE.stream().map(JavaClass::getPackage).distinct())
                .filteredOn(JavaPackage::getName, ROOT)
                .as("the root package was imported")
                .hasSize(1);
        assertThat(CORE.stream().map(JavaClass::getPackage).distinct())
                .filteredOn(javaPackage -> !javaPackage.isAnnotatedWith(NullMarked.class))
                .extracting(JavaPackage::getName)
                .as("packages without @NullMarked in their package-info")
                .isEmpty();
    }

    @Test
    void theModuleIsNullMarked() throws IOException {
        try (InputStream in = new URL(MAIN_CLASSES, "module-info.class").openStream()) {
            assertThat(new String(in.readAllBytes(), ISO_8859_1))
                    .as("annotations of the module")
                    .contains("Lorg/jspecify/annotations/NullMarked;");
        }
    }

    private static ArchCondition<JavaClass> takeRecordsOnlyFromTheStageBefore() {
        return new ArchCondition<>("take records only from the stage before") {
            @Override
            public void check(JavaClass origin, ConditionEvents events) {
                String from = stage(origin);
                if (from.isEmpty()) {
                    return;
                }
                if (!FLOW.containsKey(from)) {
                    events.add(SimpleConditionEvent.violated(
                            origin, "package %s.%s has no place in the flow of this test".formatted(ROOT, from)));
                    return;
                }
                for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
                    JavaClass target = dependency.getTargetClass().getBaseComponentType();
                    if (isOurs(target) && !mayTake(from, target)) {
                        events.add(SimpleConditionEvent.violated(origin, dependency.getDescription()));
                    }
                }
            }
        };
    }

    private static boolean mayTake(String from, JavaClass target) {
        String to = stage(target);
        if (to.isEmpty()) {
            return !BEFORE_THE_LEVEL.contains(from) || stagesBehind(target).isEmpty();
        }
        return to.equals(from) || FLOW.get(from).contains(to);
    }

    /** The stages that a class of the root package leads to: none for a record, some for the governor. */
    private static Set<String> stagesBehind(JavaClass rootClass) {
        Set<JavaClass> seen = new HashSet<>();
        collectOurs(rootClass, seen);
        return seen.stream()
                .map(ArchitectureTest::stage)
                .filter(stage -> !stage.isEmpty())
                .collect(toCollection(TreeSet::new));
    }

    private static void collectOurs(JavaClass from, Set<JavaClass> seen) {
        if (!isOurs(from) || !seen.add(from) || !stage(from).isEmpty()) {
            return;
        }
        from.getDirectDependenciesFromSelf()
                .forEach(dependency -> collectOurs(dependency.getTargetClass().getBaseComponentType(), seen));
    }

    private static boolean isOurs(JavaClass javaClass) {
        return javaClass.getPackageName().equals(ROOT)
                || javaClass.getPackageName().startsWith(ROOT + ".");
    }

    /** The first name below the root package; empty for the root itself. */
    private static String stage(JavaClass javaClass) {
        String name = javaClass.getPackageName();
        return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1).split("\\.", 2)[0];
    }

    private static ArchCondition<JavaClass> haveNoSignatureWith(String packagePrefix) {
        return new ArchCondition<>("have no signature with a type of " + packagePrefix) {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                Stream<JavaType> supertypes =
                        Stream.concat(item.getSuperclass().stream(), item.getInterfaces().stream());
                report(item, item.getDescription(), supertypes, events);
                for (JavaMember member : item.getMembers()) {
                    if (isPublished(member)) {
                        report(item, member.getDescription(), types(member), events);
                    }
                }
            }

            private void report(JavaClass item, String where, Stream<JavaType> types, ConditionEvents events) {
                types.flatMap(type -> type.getAllInvolvedRawTypes().stream())
                        .map(JavaClass::getName)
                        .filter(name -> name.startsWith(packagePrefix))
                        .forEach(name -> events.add(SimpleConditionEvent.violated(item, where + " names " + name)));
            }
        };
    }

    private static boolean isPublished(JavaMember member) {
        return member.getModifiers().contains(JavaModifier.PUBLIC)
                || member.getModifiers().contains(JavaModifier.PROTECTED);
    }

    private static Stream<JavaType> types(JavaMember member) {
        if (member instanceof JavaField field) {
            return Stream.of(field.getType());
        }
        JavaCodeUnit codeUnit = (JavaCodeUnit) member;
        return Stream.of(
                        Stream.of(codeUnit.getReturnType()),
                        codeUnit.getParameterTypes().stream(),
                        codeUnit.getExceptionTypes().stream())
                .flatMap(types -> types);
    }
}
