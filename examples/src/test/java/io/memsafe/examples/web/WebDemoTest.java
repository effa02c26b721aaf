package io.memsafe.examples.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.ForkedResult;
import io.memsafe.fork.Jdk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The web demo as a person runs it. */
class WebDemoTest {
    @TempDir
    Path folder;

    private static ForkedJvm demo(String... arguments) {
        return ForkedJvm.on(Jdk.running())
                .ownClassPath()
                .timeout(Duration.ofMinutes(3))
                .main(WebDemo.class.getName(), arguments);
    }

    @Test
    void showsBothServersAndDrawsThem() throws Exception {
        Path chart = folder.resolve("chart.html");

        ForkedResult result =
                demo("--seconds", "4", "--chart", chart.toString()).run();

        // On a busy machine neither may be quick enough; what is shown is the same.
        assertThat(result.exitCode()).as("%s", result).isIn(0, 1);
        List<String> lines = result.lines();
        assertThat(lines)
                .anyMatch(line -> line.startsWith("second ") && line.contains(" of 8: "))
                .anyMatch(line -> line.startsWith("calm, 2 s, 0.4 times") && line.endsWith("with memsafe"))
                .anyMatch(line -> line.startsWith("overload, 4 s, 3.0 times"))
                .anyMatch(line -> line.startsWith("OutOfMemoryErrors that it told of"))
                .anyMatch(line -> line.startsWith("level") && line.matches(".* - +(NORMAL|WARNING|CRITICAL|EMERGENCY)"))
                .contains("Pictures: " + chart);
        assertThat(lines.stream().filter(line -> line.startsWith("pages answered within 1 s")))
                .as("once for each phase, and while it ran")
                .hasSizeGreaterThan(3)
                .allMatch(line -> line.matches(".* \\d+\\.\\d % +\\d+\\.\\d %"));
        assertThat(Files.readString(chart))
                .contains("without", "with memsafe", "overload")
                .doesNotContain("http")
                .containsPattern("(?s)(<polyline.*){8}");
    }

    @Test
    void mistakesAreOneLineAndExitCodeTwo() {
        assertRefused(demo("--heap", "8"), "--heap 8 is too small: at least 48 megabytes");
        assertRefused(demo("--gc", "cms"), "serial, parallel, g1, zgc, shenandoah");
        assertRefused(demo("--seconds", "0"), "--seconds must be 1 to 3600, but is 0");
        assertRefused(demo("--chart", "/nowhere/chart.html"), "--chart /nowhere/chart.html cannot be written");
        assertRefused(demo("--frobnicate"), "--frobnicate");
    }

    private static void assertRefused(ForkedJvm demo, String words) {
        ForkedResult result = demo.run();
        assertThat(result.exitCode()).as("%s", result).isEqualTo(2);
        assertThat(result.errorTail().lines().toList())
                .singleElement()
                .satisfies(line -> assertThat(line).contains(words));
    }
}
