package io.memsafe.batch;

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

/** A batch reads the published level and takes permits; it never looks behind them. */
class ArchitectureTest {
    private static final URL MAIN_CLASSES =
            BatchJob.class.getProtectionDomain().getCodeSource().getLocation();
    private static final JavaClasses BATCH = new ClassFileImporter().importUrl(MAIN_CLASSES);

    @Test
    void batchKnowsOnlyTheLevelAndAdmission() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.memsafe.signal..",
                        "io.memsafe.assess..",
                        "io.memsafe.level..",
                        "io.memsafe.response..",
                        "io.memsafe.pool..")
                .check(BATCH);
    }

    @Test
    void publicClassesTouchNoTypeOfOneJvm() {
        noClasses()
                .that()
                .arePublic()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.sun..")
                .check(BATCH);
    }

    /** So that a program without the library runs. */
    @Test
    void onlyItsAdapterKnowsFailsafe() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(FailsafeRetry.class.getName())
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.failsafe..")
                .check(BATCH);
    }

    @Test
    void namesSayWhatAClassIs() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..internal..")
                .should()
                .haveNameMatching(".*(Manager|Helper|Utils?|Impl)")
                .check(BATCH);
    }

    /** In the package for readers on the class path, who never see the module. */
    @Test
    void everyPackageIsNullMarked() {
        assertThat(BATCH.stream().map(JavaClass::getPackage).distinct())
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
