package io.memsafe;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.ForkedResult;
import io.memsafe.fork.Jdk;
import java.io.File;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class TrimmedRuntimeForkedTest {

    /** Asks for nothing that may be absent. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) {
            try (MemoryGovernor governor = MemoryGovernor.start()) {
                governor.reclaim("own", demand -> 0);
                System.out.println(
                        "jfr=" + ModuleLayer.boot().findModule("jdk.jfr").isPresent());
                System.out.println("phase=" + governor.phase());
            }
        }
    }

    @Test
    void theGovernorRunsWithoutFlightRecorderCaffeineAndResilience4j() {
        String trimmed = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("caffeine") && !entry.contains("resilience4j"))
                .collect(joining(File.pathSeparator));
        assertThat(trimmed).isNotEqualTo(System.getProperty("java.class.path"));
        ForkedResult result = ForkedJvm.on(Jdk.running())
                .flags("--limit-modules", "jdk.management")
                .classPath(trimmed)
                .main(Child.class.getName())
                .run();
        assertThat(result.exitCode()).as("%s", result).isZero();
        assertThat(result.lines()).contains("jfr=false", "phase=MONITOR");
        assertThat(result.errorTail()).doesNotContain("NoClassDefFoundError");
    }
}
