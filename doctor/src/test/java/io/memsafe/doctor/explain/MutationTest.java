package io.memsafe.doctor.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Logs that are cut, mixed, damaged or made of anything: nothing may fail, and what is kept stays within its bounds. */
class MutationTest {
    private static final int CASES = Integer.getInteger("doctor.mutations", 4_000);
    private static final int MOST_INCIDENTS = 100;

    @Test
    void noTextMayMakeAReaderFailOrKeepMore() {
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            Explanation explanation;
            try {
                explanation = Fixtures.explain(mutated(random));
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed, e);
            }
            assertThat(explanation.incidents()).as("seed %d", seed).hasSizeLessThanOrEqualTo(MOST_INCIDENTS);
            for (Incident incident : explanation.incidents()) {
                assertThat(incident.users()).as("seed %d", seed).hasSizeLessThanOrEqualTo(Incident.MOST_USERS);
                assertThat(incident.evidence())
                        .as("seed %d", seed)
                        .isNotEmpty()
                        .hasSizeLessThanOrEqualTo(Incident.MOST_EVIDENCE);
                assertThat(incident.evidence())
                        .as("seed %d", seed)
                        .allMatch(evidence -> evidence.text().length() <= Evidence.LONGEST + 1);
                assertThat(incident.cause()).as("seed %d", seed).hasSizeLessThanOrEqualTo(Incident.LONGEST + 1);
            }
        }
    }

    private static byte[] mutated(Random random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int parts = 1 + random.nextInt(3);
        for (int i = 0; i < parts; i++) {
            byte[] part = random.nextInt(10) == 0
                    ? noise(random)
                    : Fixtures.bytes(Fixtures.ALL[random.nextInt(Fixtures.ALL.length)]);
            out.writeBytes(damaged(part, random));
        }
        return out.toByteArray();
    }

    private static byte[] noise(Random random) {
        byte[] bytes = new byte[random.nextInt(2_000)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] damaged(byte[] part, Random random) {
        byte[] bytes = part.clone();
        int changes = random.nextInt(20);
        String signs = "\n\r\"\\{}[](): ,=-0123456789<>`\u0000";
        for (int i = 0; i < changes && bytes.length > 0; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) signs.charAt(random.nextInt(signs.length()));
        }
        int from = random.nextBoolean() ? 0 : random.nextInt(bytes.length + 1);
        int to = random.nextBoolean() ? bytes.length : from + random.nextInt(bytes.length - from + 1);
        byte[] cut = Arrays.copyOfRange(bytes, from, to);
        return random.nextInt(50) == 0 ? repeated(cut, random) : cut;
    }

    /** One huge line. */
    private static byte[] repeated(byte[] part, Random random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int times = random.nextInt(60);
        for (int i = 0; i < times; i++) {
            for (byte b : part) {
                out.write(b == '\n' ? ' ' : b);
            }
        }
        return out.toByteArray();
    }
}
