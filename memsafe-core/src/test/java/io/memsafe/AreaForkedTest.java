package io.memsafe;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.ForkedResult;
import io.memsafe.fork.Jdk;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What runs full beside the heap, in child JVMs with real limits. */
@Execution(ExecutionMode.CONCURRENT)
class AreaForkedTest {
    private static final long MB = 1 << 20;
    private static final int KILLED = 137;

    private static ForkedResult run(String flag, String... arguments) {
        return ForkedJvm.on(Jdk.running())
                .heap("64m")
                .flags(flag)
                .ownClassPath()
                .main(AreaChild.class.getName(), arguments)
                .timeout(Duration.ofMinutes(2))
                .run();
    }

    private static void assertStopped(ForkedResult result, String area) {
        assertThat(result.exitCode()).as("%s", result).isZero();
        assertThat(String.join("\n", result.lines()))
                .contains("stopped at ")
                .containsPattern("-> (CRITICAL|EMERGENCY): " + area + " is [0-9.]+ % full");
    }

    @Test
    void leakingClassesAreCriticalBeforeTheirErrorAndFatalAlone() {
        assertStopped(run("-XX:MaxMetaspaceSize=24m", "metaspace", "governed"), "metaspace");
        ForkedResult alone = run("-XX:MaxMetaspaceSize=24m", "metaspace", "alone");
        assertThat(alone.exitCode()).as("%s", alone).isNotZero();
        assertThat(alone.errorTail()).contains("OutOfMemoryError");
    }

    @Test
    void leakingDirectBuffersAreCriticalBeforeTheirErrorAndFatalAlone() {
        assertStopped(run("-XX:MaxDirectMemorySize=64m", "direct-buffers", "governed"), "direct-buffers");
        ForkedResult alone = run("-XX:MaxDirectMemorySize=64m", "direct-buffers", "alone");
        assertThat(alone.exitCode()).as("%s", alone).isNotZero();
        assertThat(alone.errorTail()).contains("OutOfMemoryError");
    }

    @Test
    void aFullContainerIsCriticalBeforeTheKernelKills() {
        try (RealControlGroup group = RealControlGroup.ofMemory(200 * MB)) {
            assertStopped(run("-XX:MaxDirectMemorySize=1g", "container", "governed", group.door()), "container");
        }
        try (RealControlGroup group = RealControlGroup.ofMemory(200 * MB)) {
            ForkedResult alone = run("-XX:MaxDirectMemorySize=1g", "container", "alone", group.door());
            assertThat(alone.exitCode()).as("%s", alone).isEqualTo(KILLED);
        }
    }

    @Test
    void leakingThreadsAreCriticalBeforeTheirErrorAndFatalAlone() {
        try (RealControlGroup group = RealControlGroup.ofTasks(500)) {
            assertStopped(run("-Xss256k", "threads", "governed", group.door()), "threads");
        }
        try (RealControlGroup group = RealControlGroup.ofTasks(500)) {
            ForkedResult alone = run("-Xss256k", "threads", "alone", group.door());
            assertThat(alone.exitCode()).as("%s", alone).isNotZero();
            assertThat(alone.errorTail()).contains("OutOfMemoryError");
        }
    }
}
