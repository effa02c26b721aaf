package io.memsafe.doctor;

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

/** The library below the command line can be used without it. */
class ArchitectureTest {
    private static final URL MAIN_CLASSES =
            MemsafeDoctor.class.getProtectionDomain().getCodeSource().getLocation();
    private static final JavaClasses DOCTOR = new ClassFileImporter().importUrl(MAIN_CLASSES);

    @Test
    void theLibraryKnowsNothingOfTheCommandLine() {
        noClasses()
                .that()
                .resideInAPackage("io.memsafe.doctor.*..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.memsafe.doctor", "picocli..")
                .check(DOCTOR);
    }

    @Test
    void theLibraryReadsJsonOfPrometheusAlone() {
        noClasses()
                .that()
                .resideInAPackage("io.memsafe.doctor.*..")
                .and()
                .doNotHaveSimpleName("PrometheusSamples")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("tools.jackson..")
                .check(DOCTOR);
    }

    /** So that no text can make one run away. */
    @Test
    void theLibraryUsesNoRegularExpression() {
        noClasses()
                .that()
                .resideInAPackage("io.memsafe.doctor.*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.regex..")
                .check(DOCTOR);
    }

    @Test
    void publicClassesTouchNoTypeOfOneJvm() {
        noClasses()
                .that()
                .arePublic()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.sun..")
                .check(DOCTOR);
    }

    @Test
    void namesSayWhatAClassIs() {
        noClasses().should().haveNameMatching(".*(Manager|Helper|Utils?|Impl)").check(DOCTOR);
    }

    /** In the package for readers on the class path, who never see the module. */
    @Test
    void everyPackageIsNullMarked() {
        assertThat(DOCTOR.stream().map(JavaClass::getPackage).distinct())
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
