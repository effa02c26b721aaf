package io.memsafe.doctor.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JvmSettingsTest {
    private static final int CASES = Integer.getInteger("doctor.mutations", 4_000);

    @Test
    void theLastOfAFlagGivenTwiceMustCount() {
        JvmSettings settings = JvmSettings.parse("-Xmx1g -XX:MaxHeapSize=2g -XX:+UseG1GC -XX:-UseG1GC -Xmx512M");
        assertThat(settings.bytes("MaxHeapSize")).hasValue(512 << 20);
        assertThat(settings.collector()).isEmpty();
        assertThat(settings.isOff("UseG1GC")).isTrue();
    }

    @Test
    void whatIsForTheProgramMustNotCount() {
        JvmSettings settings = JvmSettings.parse("/opt/jdk/bin/java -Xmx1g -cp /a:/b -Dx='a b' -jar app.jar -Xmx9g");
        assertThat(settings.bytes("MaxHeapSize")).hasValue(1L << 30);
        assertThat(settings.arguments()).containsExactly("-Xmx1g", "-Dx=a b");
        assertThat(JvmSettings.parse("java -Xmx1g com.example.Main -Xmx9g").bytes("MaxHeapSize"))
                .hasValue(1L << 30);
    }

    @Test
    void wordsThatAreNoOptionsMustBePassedOver() {
        JvmSettings settings = JvmSettings.parse("opts: -Xss512k threads=8 -XX:MaxDirectMemorySize=8M");
        assertThat(settings.bytes("ThreadStackSize")).hasValue(512 << 10);
        assertThat(settings.bytes("MaxDirectMemorySize")).hasValue(8 << 20);
        assertThat(JvmSettings.parse("-memory.allowedPercent=60; MemoryMax=infinity")
                        .isEmpty())
                .isTrue();
    }

    @Test
    void whatComesLaterMustWin() {
        JvmSettings both = JvmSettings.parse("-Xmx1g -Xlog:gc*:file=gc.log").then(JvmSettings.of(List.of("-Xmx2g")));
        assertThat(both.bytes("MaxHeapSize")).hasValue(2L << 30);
        assertThat(both.gcLogs()).containsExactly("-Xlog:gc*:file=gc.log");
    }

    @ParameterizedTest
    @CsvSource({
        "-Xmx512m,536870912",
        "-Xmx0x10k,16384",
        "-Xmx1T,1099511627776",
        "-Xmx1024,1024",
        "-XX:MaxHeapSize=3G,3221225472"
    })
    void sizesMustBeReadAsAJvmReadsThem(String flag, long bytes) {
        assertThat(JvmSettings.parse(flag).bytes("MaxHeapSize")).hasValue(bytes);
    }

    @Test
    void stacksAreInKibibytesOnlyInTheLongForm() {
        assertThat(JvmSettings.parse("-XX:ThreadStackSize=512").bytes("ThreadStackSize"))
                .hasValue(512 << 10);
        assertThat(JvmSettings.parse("-Xss256k").bytes("ThreadStackSize")).hasValue(256 << 10);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-Xmx",
                "-Xmx12q",
                "-Xmx-1",
                "-Xmx1.5g",
                "-Xms9999999999999t",
                "-XX:MaxRAMPercentage=101",
                "-XX:MaxRAMPercentage=x",
                "-XX:MaxMetaspaceSize=",
                "-XX:ThreadStackSize=9g",
                "-XX:+UseG1GC -XX:+UseZGC"
            })
    void aFlagThatNoJvmTakesMustBeNamed(String flags) {
        assertThatThrownBy(() -> JvmSettings.parse(flags))
                .isInstanceOf(InvalidFlagException.class)
                .hasMessageContaining(flags.substring(0, 4));
    }

    @Test
    void noTextMayMakeItFailOtherwise() {
        String[] words = {
            "-Xmx",
            "-Xms512m",
            "-XX:",
            "-XX:+",
            "-XX:MaxRAMPercentage=",
            "java",
            "-jar",
            "\"",
            "'",
            " ",
            "=",
            "9",
            "g",
            "\u0000",
            "0x",
            "-XX:ThreadStackSize=",
            "-Xlog:gc",
            "\u00e9",
            "-cp",
            "@file",
            "18446744073709551615"
        };
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(20); i > 0; i--) {
                text.append(words[random.nextInt(words.length)]);
                text.append(random.nextBoolean() ? " " : "");
            }
            try {
                JvmSettings settings = JvmSettings.parse(text.toString());
                MemoryNeed.of(settings, JvmMachine.container(1 << 28), KnownUse.NONE)
                        .ifPresent(need -> assertThat(need.missingBytes()).isNotNegative());
            } catch (InvalidFlagException e) {
                assertThat(e).as("seed %d", seed).hasMessageMatching("(?s)-X.+:.*");
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + text, e);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"512m,536870912", "512Mi,536870912", "1.5 GiB,1610612736", "64MB,67108864", "7,7", "2000Mi,2097152000"})
    void sizesOfPeopleMustBeRead(String text, long bytes) {
        assertThat(ByteSize.parse("--container", text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1.2.3g", ".g", "-1m", "1qq", "9999999999999999999g", "m"})
    void whatIsNoSizeMustBeNamed(String text) {
        assertThatThrownBy(() -> ByteSize.parse("--container", text))
                .isInstanceOf(InvalidFlagException.class)
                .hasMessageContaining("--container");
    }
}
