package io.memsafe.benchmarks.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.memsafe.benchmarks.stand.CannotMeasureException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContestantTest {
    @TempDir
    Path built;

    @Test
    void onlyTheStarterMustBeLeftOutWithoutIt() throws IOException {
        Path libraries = Files.createDirectory(built.resolve("lib"));
        for (String name : new String[] {"spring-boot-4.1.2.jar", "memsafe-core-1.jar", "memsafe-web-1.jar"}) {
            Files.createFile(libraries.resolve(name));
        }
        String boot = libraries.resolve("spring-boot-4.1.2.jar").toString();
        String classes = built.resolve("classes").toString();
        assertThat(Contestant.WITHOUT.classPath(built)).isEqualTo(classes + File.pathSeparator + boot);
        assertThat(Contestant.WITH.classPath(built))
                .isEqualTo(Contestant.OFF.classPath(built))
                .isEqualTo(String.join(
                        File.pathSeparator,
                        classes,
                        libraries.resolve("memsafe-core-1.jar").toString(),
                        libraries.resolve("memsafe-web-1.jar").toString(),
                        boot));
    }

    @Test
    void anApplicationThatIsNotBuiltMustBeNamed() {
        assertThatExceptionOfType(CannotMeasureException.class)
                .isThrownBy(() -> Contestant.WITH.classPath(built))
                .withMessageContaining("not built in " + built);
    }
}
