package io.memsafe.doctor.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.memsafe.fork.Jdk;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is reckoned is what a real JVM says of itself. */
class JvmLimitsTest {
    private static final double ALIGNMENT = 8 << 20;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-XX:MaxRAM=100m",
                "-XX:MaxRAM=240m -XX:MaxRAMPercentage=80",
                "-XX:MaxRAM=300m",
                "-XX:MaxRAM=300m -XX:MaxRAMPercentage=80 -Xint",
                "-XX:MaxRAM=2g -XX:MaxRAMPercentage=75.5 -XX:MaxMetaspaceSize=100m",
                "-XX:MaxRAM=2g -Xms900m -XX:-TieredCompilation",
                "-Xmx333m -Xss512k -XX:TieredStopAtLevel=1"
            })
    void theReckoningMustBeThatOfARealJvm(String flags) throws IOException, InterruptedException {
        Map<String, String> real = flagsOf(flags + " -XX:+UseSerialGC");
        JvmLimits limits = JvmLimits.of(JvmSettings.parse(flags), machine(64L << 30, 8));
        assertThat((double) limits.heap().bytes())
                .as("heap")
                .isCloseTo(Double.parseDouble(real.get("MaxHeapSize")), within(ALIGNMENT));
        assertThat((double) limits.codeCache().bytes())
                .as("code cache")
                .isCloseTo(Double.parseDouble(real.get("ReservedCodeCacheSize")), within(ALIGNMENT));
        assertThat(limits.classSpace().bytes())
                .as("class space")
                .isEqualTo(Long.parseLong(real.get("CompressedClassSpaceSize")));
        assertThat(limits.stack().bytes()).as("stack").isEqualTo(Long.parseLong(real.get("ThreadStackSize")) << 10);
    }

    private static Map<String, String> flagsOf(String flags) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Jdk.running().java().toString()));
        command.addAll(List.of(flags.split(" ", -1)));
        command.addAll(List.of("-XX:+PrintFlagsFinal", "-version"));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Map<String, String> values = new HashMap<>();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.strip().split("\\s+", -1);
                if (words.length > 3 && words[2].equals("=")) {
                    values.put(words[1], words[3]);
                }
            }
        }
        assertThat(process.waitFor()).isZero();
        return values;
    }

    private static JvmMachine machine(long bytes, double processors) {
        return new JvmMachine(
                OptionalInt.empty(), OptionalLong.of(bytes), OptionalLong.empty(), OptionalDouble.of(processors));
    }

    @Test
    void smallMachinesMustGetSerial() {
        assertThat(JvmLimits.of(JvmSettings.NONE, machine(4L << 30, 1)).collector())
                .isEqualTo(GarbageCollector.SERIAL);
        assertThat(JvmLimits.of(JvmSettings.NONE, machine(1L << 30, 4)).collector())
                .isEqualTo(GarbageCollector.SERIAL);
        assertThat(JvmLimits.of(JvmSettings.NONE, machine(4L << 30, 1.5)).collector())
                .isEqualTo(GarbageCollector.G1);
    }

    @Test
    void withoutContainerSupportTheMachineMustCount() {
        JvmMachine machine = new JvmMachine(
                OptionalInt.empty(), OptionalLong.of(1L << 30), OptionalLong.of(16L << 30), OptionalDouble.empty());
        JvmSettings settings = JvmSettings.parse("-XX:-UseContainerSupport");
        assertThat(JvmLimits.of(settings, machine).heap().bytes()).isEqualTo(4L << 30);
        assertThat(MemoryNeed.of(settings, machine, KnownUse.NONE).orElseThrow().fits())
                .isFalse();
    }

    @Test
    void withoutMemoryOrHeapNothingMustBeGuessed() {
        JvmMachine nothing =
                new JvmMachine(OptionalInt.empty(), OptionalLong.empty(), OptionalLong.empty(), OptionalDouble.empty());
        assertThat(JvmLimits.of(JvmSettings.NONE, nothing).heap()).isNull();
        assertThat(JvmLimits.of(JvmSettings.NONE, nothing).collector()).isNull();
        assertThat(MemoryNeed.of(JvmSettings.NONE, nothing, KnownUse.NONE)).isEmpty();
    }
}
