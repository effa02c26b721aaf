package io.memsafe.doctor.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Descriptions that are cut, mixed, damaged or made of anything: a plan that adds up, or a clear error, and nothing else. */
class SpecMutationTest {
    private static final int CASES = Integer.getInteger("doctor.mutations", 4_000);
    private static final String SIGNS = "\n\r\t :-{}[],&*!|>'\"%@`#?.0123456789GiBMx\u0000\u00e4";

    @Test
    void anyTextMustGiveAPlanOrAClearError() {
        int taken = 0;
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            try {
                MemoryPlan plan = MemoryPlan.of(Descriptions.read(mutated(random)));
                taken++;
                if (plan.fits()) {
                    assertThat(plan.budgetBytes()).as("seed %d", seed).isLessThanOrEqualTo(plan.memoryBytes());
                    assertThat(PlanFiles.of(plan)).as("seed %d", seed).isNotEmpty();
                }
            } catch (SpecException e) {
                assertThat(e.mistakes())
                        .as("seed %d", seed)
                        .isNotEmpty()
                        .allMatch(mistake -> mistake.startsWith("m.yaml:")
                                && mistake.length() < 1_000
                                && mistake.chars().noneMatch(Character::isISOControl));
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
        assertThat(taken).as("some are still descriptions").isPositive();
    }

    private static byte[] mutated(Random random) {
        if (random.nextInt(20) == 0) {
            byte[] noise = new byte[random.nextInt(2_000)];
            random.nextBytes(noise);
            return noise;
        }
        if (random.nextInt(40) == 0) {
            return nested(random).getBytes(StandardCharsets.UTF_8);
        }
        byte[] bytes =
                Descriptions.ALL.get(random.nextInt(Descriptions.ALL.size())).getBytes(StandardCharsets.UTF_8);
        int changes = random.nextInt(6);
        for (int i = 0; i < changes; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) SIGNS.charAt(random.nextInt(SIGNS.length()));
        }
        int from = random.nextInt(4) > 0 ? 0 : random.nextInt(bytes.length);
        int to = random.nextInt(4) > 0 ? bytes.length : from + random.nextInt(bytes.length - from + 1);
        return Arrays.copyOfRange(bytes, from, to);
    }

    /** Deep, or with references that would grow without end. */
    private static String nested(Random random) {
        int depth = random.nextInt(2_000);
        return switch (random.nextInt(5)) {
            case 0 -> "[".repeat(depth);
            case 1 -> "a: {".repeat(depth);
            case 2 -> "- ".repeat(depth);
            case 3 -> "? ".repeat(depth) + "x";
            default -> {
                StringBuilder bomb = new StringBuilder("a0: &a0 [x]\n");
                for (int i = 1; i < 30; i++) {
                    bomb.append("a" + i + ": &a" + i + " [" + ("*a" + (i - 1) + ",").repeat(9) + "x]\n");
                }
                yield bomb.toString();
            }
        };
    }
}
