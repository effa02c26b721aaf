package io.memsafe.examples.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.ForkedResult;
import io.memsafe.fork.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a person runs it. */
class DemoTest {

    @TempDir
    Path folder;

    private ForkedJvm demo(String... arguments) {
        return ForkedJvm.on(Jdk.running())
                .ownClassPath()
                .temporaryFolder(folder)
                .timeout(Duration.ofMinutes(3))
                .main(Demo.class.getName(), arguments);
    }

    @Test
    void comparesThreeRunsAndLeavesNothingBehind() throws Exception {
        ForkedResult result = demo("--quick", "--modules", "java.xml", "--gc", "serial", "--heap", "48m")
                .run();

        assertThat(result.exitCode()).as("%s", result).isZero();
        assertThat(result.lines())
                .anyMatch(line -> line.startsWith("collect everything") && line.contains(" 48m "))
                .anyMatch(line -> line.startsWith("fixed chunks of 1,000"))
                .anyMatch(line -> line.startsWith("memsafe") && line.endsWith("complete and verified"))
                .contains("Biggest classes", "Most referenced types", "memsafe at 48m: complete and verified");
        assertThat(result.errorTail()).contains("memsafe", "100 %", "items/s");
        assertThat(left()).isEmpty();
    }

    @Test
    void aGovernedRunThatCannotFinishGivesOneAndTheTableSaysWhatWasLost() throws Exception {
        Path input = Files.createDirectory(folder.resolve("input"));
        byte[] huge = java.util.Arrays.copyOf(Samples.classFile(Demo.class), 30 << 20);
        Files.write(input.resolve("Huge.class"), huge);
        Files.write(input.resolve("Small.class"), Samples.classFile(Demo.class));

        ForkedResult result = demo("--quick", "--input", input.toString(), "--gc", "serial", "--heap", "24m")
                .run();

        assertThat(result.exitCode()).as("%s", result).isEqualTo(1);
        assertThat(result.lines())
                .anyMatch(line -> line.startsWith("memsafe at 24m: ") && line.contains("for want of memory"))
                .anyMatch(line -> line.startsWith("collect everything") && line.contains("OutOfMemoryError"));
    }

    @Test
    void mistakesAreOneLineAndExitCodeTwo() {
        assertRefused(demo("--heap", "64x"), "--heap 64x is no size");
        assertRefused(demo("--heap", "1m"), "at least 8m");
        assertRefused(demo("--gc", "cms"), "serial, parallel, g1, zgc, shenandoah");
        assertRefused(demo("--input", folder.resolve("nowhere").toString()), "nowhere");
        assertRefused(demo("--frobnicate"), "--frobnicate");
    }

    @Test
    void anInterruptedDemoEndsItsChildrenAndRemovesItsFiles() throws Exception {
        Process demo = new ProcessBuilder(demo().command())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            // The first line stands before the first child starts; the child is there soon after.
            assertThat(demo.inputReader().readLine()).startsWith("Input: ");
            Optional<ProcessHandle> child = Optional.empty();
            while (child.isEmpty() && demo.isAlive()) {
                child = demo.children().findFirst();
            }

            demo.destroy();

            assertThat(demo.waitFor()).isNotZero();
            child.orElseThrow().onExit().get();
            assertThat(left()).isEmpty();
        } finally {
            demo.destroyForcibly();
        }
    }

    private void assertRefused(ForkedJvm demo, String words) {
        ForkedResult result = demo.run();
        assertThat(result.exitCode()).as("%s", result).isEqualTo(2);
        assertThat(result.errorTail().lines().toList())
                .singleElement()
                .satisfies(line -> assertThat(line).contains(words));
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("memsafe-demo"))
                    .toList();
        }
    }
}
