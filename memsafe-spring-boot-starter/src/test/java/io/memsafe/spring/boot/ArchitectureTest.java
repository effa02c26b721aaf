package io.memsafe.spring.boot;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The starter wires; what is wired knows nothing of it. */
class ArchitectureTest {
    private static final JavaClasses STARTER = new ClassFileImporter()
            .importUrl(MemsafeAutoConfiguration.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation());

    @Test
    void theStarterUsesWhatEveryProgramMayUse() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.memsafe.signal..",
                        "io.memsafe.assess..",
                        "io.memsafe.level..",
                        "io.memsafe.response.internal..")
                .check(STARTER);
    }

    @Test
    void theServerIsTheApplications() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.catalina..", "org.eclipse.jetty..", "io.undertow..")
                .check(STARTER);
    }

    @Test
    void namesSayWhatAClassIs() {
        noClasses().should().haveNameMatching(".*(Manager|Helper|Utils?|Impl)").check(STARTER);
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(STARTER.stream().map(JavaClass::getPackage).distinct())
                .isNotEmpty()
                .filteredOn(javaPackage -> !javaPackage.isAnnotatedWith(NullMarked.class))
                .extracting(JavaPackage::getName)
                .as("packages without @NullMarked in their package-info")
                .isEmpty();
    }
}
