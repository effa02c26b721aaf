package io.memsafe.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.MemoryGovernor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Errors thrown at random items, in random phases, for a random number of times, in runs that stop, fail and go on. */
@Execution(ExecutionMode.CONCURRENT)
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
                phase[item] = always ? Integer.MAX_VALUE : Math.max(1, phase[item]);
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

    /** Keeps positions; asked by a restart for those of items that were set aside and not settled. */
    private static final class Kept implements Quarantine {
        final TreeSet<Integer> positions = new TreeSet<>();
        private boolean failsOnce;

        Kept(boolean failsOnce) {
            this.failsOnce = failsOnce;
        }

        @Override
        public void add(QuarantinedItem item) {
            if (failsOnce) {
                failsOnce = false;
                throw new OutOfMemoryError("injected into the quarantine");
            }
            assertThat(positions.add((int) item.position())).isTrue();
        }

        @Override
        public boolean contains(long position) {
            return positions.contains((int) position);
        }
    }

    @Test
    void nothingIsLostOrDoubledOrHangs(@TempDir Path folder) {
        runSeeds(0, 60, folder);
    }

    @Test
    @Tag("long")
    void nothingIsLostOrDoubledOrHangsInManyRuns(@TempDir Path folder) {
        runSeeds(1_000, 1_000, folder);
    }

    private static void runSeeds(int first, int count, Path folder) {
        int restarts = 0;
        try (MemoryGovernor governor = MemoryGovernor.start()) {
            for (int seed = first; seed < first + count; seed++) {
                restarts += runSeed(seed, governor, folder.resolve("checkpoint-" + seed));
            }
        }
        assertThat(restarts).isGreaterThan(count / 4);
    }

    /** Runs a job until it is complete, with stops and failures on the way; returns how often it had to go on. */
    private static int runSeed(int seed, MemoryGovernor governor, Path checkpoint) {
        Random random = new Random(seed);
        Faults faults = new Faults(random);
        List<Integer> written = new ArrayList<>();
        Kept kept = new Kept(random.nextInt(10) == 0);
        TreeSet<Integer> ends = new TreeSet<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            ends.add(random.nextInt(ITEMS));
        }
        for (int runs = 0; ; runs++) {
            BatchReport report = job(seed, random, faults, written, kept, ends)
                    .checkpoint(Checkpoint.file(checkpoint), Duration.ofMillis(1))
                    .run(governor);
            if (report.status() == BatchStatus.COMPLETED) {
                assertThat(kept.positions).as("seed %d", seed).isEqualTo(faults.hopeless);
                List<Integer> expected =
                        new ArrayList<>(IntStream.range(0, ITEMS).boxed().toList());
                expected.removeAll(faults.hopeless);
                assertThat(written).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(expected);
                assertThat(report.written()).as("seed %d", seed).isEqualTo(expected.size());
                assertThat(report.quarantinedForMemory()).as("seed %d", seed).isEqualTo(faults.hopeless.size());
                return runs;
            }
            if (report.failure() != null) {
                assertThat(report.failure()).as("seed %d", seed).hasRootCauseInstanceOf(InternalError.class);
            }
        }
    }

    private static BatchJob<Integer, Integer> job(
            int seed, Random random, Faults faults, List<Integer> written, Kept kept, TreeSet<Integer> ends) {
        BatchJob<Integer, Integer> job = BatchJob.named("monte-carlo-" + seed);
        boolean stops = random.nextBoolean();
        return job.reader(new Reader(faults))
                .processor(item -> {
                    faults.meet(faults.processFailures, item);
                    boolean end;
                    synchronized (ends) {
                        end = ends.remove(item);
                    }
                    if (end && stops) {
                        job.stop();
                    } else if (end) {
                        throw new InternalError("the run ends here");
                    }
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
                .quarantine(kept);
    }
}
