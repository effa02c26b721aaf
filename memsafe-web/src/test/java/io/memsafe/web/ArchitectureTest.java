package io.memsafe.web;

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

/** The filter asks the governor and its budget; how those know is none of its business. */
class ArchitectureTest {
    private static final URL MAIN_CLASSES =
            MemoryShedFilter.class.getProtectionDomain().getCodeSource().getLocation();
    private static final JavaClasses WEB = new ClassFileImporter().importUrl(MAIN_CLASSES);

    /** And the stop of the program, which it takes part in. */
    @Test
    void theFilterKnowsTheGovernorAndItsBudgetAlone() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.memsafe.spi..",
                        "io.memsafe.signal..",
                        "io.memsafe.assess..",
                        "io.memsafe.level..",
                        "io.memsafe.pool..",
                        "io.memsafe.history..",
                        "io.memsafe.metrics..")
                .check(WEB);
    }

    /** One artifact for all servers. */
    @Test
    void theFilterKnowsNoServer() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.catalina..", "org.eclipse.jetty..", "io.undertow..")
                .check(WEB);
    }

    @Test
    void publicClassesTouchNoTypeOfOneJvm() {
        noClasses()
                .that()
                .arePublic()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.sun..")
                .check(WEB);
    }

    @Test
    void namesSayWhatAClassIs() {
        noClasses().should().haveNameMatching(".*(Manager|Helper|Utils?|Impl)").check(WEB);
    }

    /** In the package for readers on the class path, who never see the module. */
    @Test
    void everyPackageIsNullMarked() {
        assertThat(WEB.stream().map(JavaClass::getPackage).distinct())
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
