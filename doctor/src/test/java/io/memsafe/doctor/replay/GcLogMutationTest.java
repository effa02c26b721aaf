package io.memsafe.doctor.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.replay.ReplayThresholds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs that are cut, mixed or damaged: nothing may fail without a reason, and what is kept stays within its bounds. */
class GcLogMutationTest {
    private static final int CASES = Integer.getInteger("doctor.mutations", 1_000);
    private static final String DIGITS = "0123456789.-MKGs";

    @TempDir
    Path folder;

    @Test
    void noLogMayMakeTheReplayFail() throws IOException {
        byte[] leak = GcLogs.leak().getBytes(StandardCharsets.ISO_8859_1);
        byte[] calm = GcLogs.sawTooth(20).getBytes(StandardCharsets.ISO_8859_1);
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            byte[] log = (random.nextBoolean() ? leak : calm).clone();
            for (int i = 1 + random.nextInt(20); i > 0; i--) {
                log[random.nextInt(log.length)] = random.nextInt(3) == 0
                        ? (byte) random.nextInt(256)
                        : (byte) DIGITS.charAt(random.nextInt(DIGITS.length()));
            }
            Path path = Files.write(folder.resolve("gc.log"), log);
            try {
                ReplayResult result =
                        GcLogReplay.replay(List.of(path), random.nextInt(3) - 1L, ReplayThresholds.DEFAULT, 0.85);
                assertThat(result.columns()).as("seed %d", seed).hasSizeLessThanOrEqualTo(240);
                assertThat(result.changes()).as("seed %d", seed).hasSizeLessThanOrEqualTo(200);
                assertThat(result.length()).as("seed %d", seed).isGreaterThanOrEqualTo(Duration.ZERO);
            } catch (IOException e) {
                assertThat(e.getMessage()).as("seed %d", seed).contains("gc.log");
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }
}
