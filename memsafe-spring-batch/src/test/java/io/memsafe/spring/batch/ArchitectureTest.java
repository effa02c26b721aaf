package io.memsafe.spring.batch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The step runs a job between Spring's parts; it decides nothing about memory, and leaves the database to Spring. */
class ArchitectureTest {
    private static final URL MAIN_CLASSES =
            GovernedStep.class.getProtectionDomain().getCodeSource().getLocation();
    private static final JavaClasses STEP = new ClassFileImporter().importUrl(MAIN_CLASSES);

    /** The governor is handed through to the job. */
    @Test
    void theStepKnowsTheGovernorAndTheJobAlone() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.memsafe.spi..",
                        "io.memsafe.signal..",
                        "io.memsafe.assess..",
                        "io.memsafe.level..",
                        "io.memsafe.response..",
                        "io.memsafe.admission..",
                        "io.memsafe.pool..",
                        "io.memsafe.history..",
                        "io.memsafe.metrics..")
                .check(STEP);
    }

    /** So that it works with any transaction manager and job repository. */
    @Test
    void theStepKnowsNoDatabase() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.springframework.jdbc..")
                .check(STEP);
    }

    @Test
    void namesSayWhatAClassIs() {
        noClasses().should().haveNameMatching(".*(Manager|Helper|Utils?|Impl)").check(STEP);
    }

    /** In the package for readers on the class path, who never see the module. */
    @Test
    void everyPackageIsNullMarked() {
        assertThat(STEP.stream().map(JavaClass::getPackage).distinct())
                .isNotEmpty()
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
}
