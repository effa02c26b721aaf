package io.memsafe.doctor.gclog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** GC logs that are cut, mixed and damaged: nothing may fail, and no figure may be nonsense. */
class GcMutationTest {
    private static final int CASES = Integer.getInteger("doctor.mutations", 4_000);

    @Test
    void noTextMayMakeTheReaderFail() {
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            GcLogReader reader = new GcLogReader(GcMutationTest::check);
            try {
                GcTexts.read(reader, mutated(random));
                GcLog log = reader.summary();
                assertThat(log.events()).isNotNegative();
                assertThat(log.pauseMillis()).isNotNegative();
                assertThat(log.trend().statements()).isLessThanOrEqualTo(log.events());
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static void check(GcEvent event) {
        if (event.beforeBytes() < -1
                || event.afterBytes() < -1
                || event.committedBytes() < -1
                || event.liveBytes() < -1
                || event.pauseMillis() < 0
                || event.uptimeSeconds() < 0) {
            throw new AssertionError("nonsense: " + event);
        }
    }

    private static byte[] mutated(Random random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int parts = 1 + random.nextInt(4);
        for (int i = 0; i < parts; i++) {
            byte[] part = GcTexts.ALL[random.nextInt(GcTexts.ALL.length)].getBytes(StandardCharsets.US_ASCII);
            int changes = random.nextInt(30);
            String signs = "\n\r\"[](){}: ,.=-0123456789<>KMGB%T#\u0000";
            for (int j = 0; j < changes; j++) {
                part[random.nextInt(part.length)] = (byte) signs.charAt(random.nextInt(signs.length()));
            }
            int from = random.nextBoolean() ? 0 : random.nextInt(part.length);
            out.writeBytes(Arrays.copyOfRange(
                    part, from, random.nextBoolean() ? part.length : from + random.nextInt(part.length - from + 1)));
        }
        return out.toByteArray();
    }
}
