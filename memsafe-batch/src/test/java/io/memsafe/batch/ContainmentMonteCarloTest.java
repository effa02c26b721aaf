package io.memsafe.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.MemoryGovernor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Errors thrown at random items, in random phases, for a random number of times. */
class ContainmentMonteCarloTest {
    private static final int ITEMS = 300;

    /** What goes wrong in one run; everything drawn from the seed. */
    private static final class Faults {
        final int[] readFailures = new int[ITEMS];
        final int[] processFailures = new int[ITEMS];
        final int[] writeFailures = new int[ITEMS];
        final TreeSet<Integer> hopeless = new TreeSet<>();

        Faults(Random random) {
            int count = random.nextInt(6);
            for (int i = 0; i < count; i++) {
                int[] phase =
                        List.of(readFailures, processFailures, writeFailures).get(random.nextInt(3));
                int item = random.nextInt(ITEMS);
                boolean always = random.nextInt(3) == 0;
                phase[item] = always ? Integer.MAX_VALUE : 1;
                if (always) {
                    hopeless.add(item);
                }
            }
        }

        synchronized void meet(int[] phase, int item) {
            if (phase[item] > 0) {
                phase[item]--;
                throw new OutOfMemoryError("injected at " + item);
            }
        }
    }

    private static final class Reader implements ItemReader<Integer> {
        private final Faults faults;
        private int next;

        Reader(Faults faults) {
            this.faults = faults;
        }

        @Override
        public Integer read() {
            if (next == ITEMS) {
                return null;
            }
            faults.meet(faults.readFailures, next);
            return next++;
        }

        @Override
        public String skip() {
            return "item " + next++;
        }
    }

    @Test
    void nothingIsLostOrDoubledOrHangs() {
        runSeeds(0, 60);
    }

    @Test
    @Tag("long")
    void nothingIsLostOrDoubledOrHangsInManyRuns() {
        runSeeds(1_000, 1_000);
    }

    private static void runSeeds(int first, int count) {
        try (MemoryGovernor governor = MemoryGovernor.start()) {
            for (int seed = first; seed < first + count; seed++) {
                runSeed(seed, governor);
            }
        }
    }

    private static void runSeed(int seed, MemoryGovernor governor) {
        Random random = new Random(seed);
        Faults faults = new Faults(random);
        List<Integer> written = new ArrayList<>();
        TreeSet<Integer> quarantined = new TreeSet<>();
        AtomicLong contained = new AtomicLong();
        BatchReport report = BatchJob.<Integer, Integer>named("monte-carlo-" + seed)
                .reader(new Reader(faults))
                .processor(item -> {
                    faults.meet(faults.processFailures, item);
                    return item;
                })
                .writer(items -> {
                    for (Integer item : items) {
                        faults.meet(faults.writeFailures, item);
                    }
                    written.addAll(items);
                })
                .chunk(random.nextBoolean() ? ChunkSize.adaptive() : ChunkSize.fixed(1 + random.nextInt(100)))
                .workers(1 + random.nextInt(4))
                .quarantine(item -> {
                    assertThat(quarantined.add((int) item.position())).isTrue();
                    contained.addAndGet(item.attempts());
                })
                .run(governor);
        assertThat(report.failure()).as("seed %d", seed).isNull();
        assertThat(quarantined).as("seed %d", seed).isEqualTo(faults.hopeless);
        List<Integer> expected = new ArrayList<>();
        for (int i = 0; i < ITEMS; i++) {
            if (!faults.hopeless.contains(i)) {
                expected.add(i);
            }
        }
        assertThat(written).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(report.containedErrors()).isGreaterThanOrEqualTo(contained.get());
    }
}
