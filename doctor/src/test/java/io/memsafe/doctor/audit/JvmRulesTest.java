package io.memsafe.doctor.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.doctor.jvm.ByteSize;
import io.memsafe.doctor.jvm.JvmMachine;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JvmRulesTest {
    private static List<Finding> findings(String flags, String container, Double processors, Profile profile) {
        Long limit = container == null ? null : ByteSize.parse("limit", container);
        JvmMachine machine = new JvmMachine(
                OptionalInt.of(17),
                limit == null ? OptionalLong.empty() : OptionalLong.of(limit),
                OptionalLong.empty(),
                processors == null ? OptionalDouble.empty() : OptionalDouble.of(processors));
        Workload workload = new Workload(
                "jvm",
                "here",
                null,
                ContainerFacts.of(limit, null, processors),
                JvmFacts.of(List.of(flags), List.of(), machine, Boolean.FALSE),
                null);
        return Audit.of(Facts.of(List.of(workload), List.of()), profile).findings();
    }

    private static String severity(List<Finding> findings, String rule) {
        return findings.stream()
                .filter(finding -> finding.rule().equals(rule))
                .findFirst()
                .map(finding -> finding.severity().id())
                .orElse("none");
    }

    @ParameterizedTest
    @CsvSource({
        "-Xmx2g, 1g, 2, WEB, jvm.budget, critical",
        "-Xmx1000m, 1g, 2, WEB, jvm.budget, critical",
        "-Xmx900m, 1g, 2, WEB, jvm.budget, warning",
        "-Xmx720m -XX:MaxMetaspaceSize=64m, 1g, 2, WEB, jvm.budget, info",
        "-Xmx512m -XX:ReservedCodeCacheSize=64m, 1g, 2, WEB, jvm.budget, none",
        "-XX:MaxRAMPercentage=95, 1g, 2, BATCH, jvm.budget, critical",
        "-Xmx1g -XX:MaxRAMPercentage=75, 2g, 2, WEB, jvm.ram-percentage, info",
        "-XX:MaxRAMPercentage=75, 200m, 2, WEB, jvm.ram-percentage, warning",
        "-XX:MaxRAMPercentage=60, 2g, 2, WEB, jvm.ram-percentage, none",
        "-XX:-UseContainerSupport, 2g, 2, WEB, jvm.ram-percentage, warning",
        "-XX:MaxRAMFraction=2, 2g, 2, WEB, jvm.ram-percentage, info",
        "-Xss1m, 2g, 2, WEB, jvm.heap-default, info",
        "-Xmx512m -XX:MaxMetaspaceSize=64m, 2g, 2, WEB, jvm.metaspace, warning",
        "-Xmx512m -XX:MaxMetaspaceSize=64m, 2g, 2, BATCH, jvm.metaspace, none",
        "-Xmx512m, 2g, 2, BATCH, jvm.metaspace, info",
        "-Xmx512m, 2g, 2, BATCH, jvm.direct, info",
        "-Xmx128m, 512m, 2, BATCH, jvm.code-cache, info",
        "-Xmx33g, 64g, 8, BATCH, jvm.compressed-pointers, info",
        "-Xmx33g -XX:+UseZGC, 64g, 8, BATCH, jvm.compressed-pointers, none",
        "-Xmx512q, 2g, 2, WEB, jvm.flags, critical",
        "-XX:+UseSerialGC -XX:+UseG1GC, 2g, 2, WEB, jvm.flags, critical",
        "-Xmx3g, 8g, 1, WEB, jvm.collector, warning",
        "-Xmx3g, 8g, 1, BATCH, jvm.collector, none",
        "-Xmx3g, 8g, 2, WEB, jvm.collector, none",
        "-Xmx6g -XX:+UseParallelGC, 8g, 4, WEB, jvm.collector, warning",
        "-Xmx6g -XX:+UseParallelGC, 8g, 4, BATCH, jvm.collector, none",
        "-Xmx512m -XX:+UseZGC, 2g, 4, WEB, jvm.collector, info",
        "-Xmx512m -XX:+UseEpsilonGC, 2g, 4, WEB, jvm.collector, critical",
        "-Xmx512m -XX:+UseConcMarkSweepGC, 2g, 4, WEB, jvm.collector, critical",
        "-Xmx512m, 2g, 2, WEB, jvm.out-of-memory, info",
        "-Xmx512m -XX:+ExitOnOutOfMemoryError, 2g, 2, WEB, jvm.out-of-memory, none",
        "-Xmx512m, 2g, 2, WEB, jvm.heap-dump, info",
        "-Xmx512m -Xlog:gc*:file=gc.log, 2g, 2, WEB, jvm.gc-log, none",
        "-Xmx512m, 2g, 2, WEB, jvm.gc-log, info",
        "-XX:NativeMemoryTracking=detail, 2g, 2, WEB, jvm.native-memory-tracking, info",
        "-XX:NativeMemoryTracking=summary, 2g, 2, WEB, jvm.native-memory-tracking, none",
        "-XX:StartFlightRecording=maxsize=100m, 2g, 2, WEB, jvm.flight-recorder, none",
        "-Xmx512m, 1g, 8, WEB, jvm.arenas, info",
        "-Xmx512m, 1g, 2, WEB, jvm.arenas, none",
    })
    void aJvmMustBeJudged(
            String flags, String container, Double processors, Profile profile, String rule, String severity) {
        assertThat(severity(findings(flags, container, processors, profile), rule))
                .isEqualTo(severity);
    }

    /** Without memory or processors nothing is assumed of them. */
    @Test
    void whatIsNotKnownMustNotBeJudged() {
        List<Finding> findings = findings("-XX:MaxRAMPercentage=95", null, null, Profile.WEB);
        assertThat(severity(findings, "jvm.budget")).isEqualTo("none");
        assertThat(severity(findings, "jvm.collector")).isEqualTo("none");
        assertThat(severity(findings, "jvm.ram-percentage")).isEqualTo("none");
    }

    @Test
    void theSumMustNameItsParts() {
        assertThat(findings("-Xmx900m -XX:+UseG1GC", "1g", 2.0, Profile.WEB))
                .filteredOn(finding -> finding.rule().equals("jvm.budget"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.found())
                        .startsWith("heap 900 MiB + metaspace ")
                        .contains("thread stacks", "collector", "of the limit of 1024 MiB"));
    }

    @Test
    void heapsThatTogetherAreTooLargeMustBeAWarning(@TempDir Path root) {
        Snapshot machine = new Snapshot(root)
                .process(50, "java", 100, 0, "/a", "java", "-Xmx7g", "-jar", "a.jar")
                .process(51, "java", 100, 0, "/b", "java", "-Xmx7g", "-jar", "b.jar");
        assertThat(machine.audit(Profile.WEB).findings())
                .filteredOn(finding -> finding.rule().equals("jvm.together"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.found()).contains("14.0 GiB of 16.0 GiB"));
    }
}
