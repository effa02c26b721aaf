package io.memsafe.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.HeapAssessment;
import io.memsafe.PressureLevel;
import java.time.Duration;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The parts that size chunks, together, against simulated workloads: seeded, without threads, heap or clock. */
@Execution(ExecutionMode.CONCURRENT)
class ControlLawTest {
    private static final long MB = 1 << 20;
    private static final int SEEDS = 20;
    private static final int CHUNKS = 400;
    private static final int LEARNING = 30;

    /** What an input looks like. */
    private enum Input {
        UNIFORM {
            @Override
            DoubleSupplier sizes(Random random) {
                double size = 50 + random.nextInt(5_000);
                return () -> size;
            }
        },
        HEAVY_TAIL {
            @Override
            DoubleSupplier sizes(Random random) {
                double sigma = 2 * random.nextDouble();
                return () -> Math.min(8 * MB, 2_048 * Math.exp(sigma * random.nextGaussian()));
            }
        },
        PHASES {
            private int count;

            @Override
            DoubleSupplier sizes(Random random) {
                count = 0;
                int tiny = 1_000 + random.nextInt(50_000);
                return () -> count++ % (tiny + 300) < tiny ? 200 : MB + random.nextInt((int) (3 * MB));
            }
        };

        abstract DoubleSupplier sizes(Random random);
    }

    private final LiveShare share = new LiveShare();
    private final ChunkCost cost = new ChunkCost();
    private final Chunk<Integer> chunk = new Chunk<>();

    @ParameterizedTest
    @EnumSource(Input.class)
    void aChunkHoldsItsShareAtMostAndOneItemMore(Input input) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            DoubleSupplier sizes = input.sizes(random);
            double ratio = 5 * random.nextDouble();
            long commit = (long) (random.nextDouble() * 20_000_000);
            HeapAssessment heap = ByteBoundTest.heap(20 + random.nextInt(500), 4, true);
            ChunkCost own = new ChunkCost();
            ByteBound bound = new ByteBound(1, Long.MAX_VALUE, share);
            ChunkSizer sizer = ChunkSizer.adaptive(ChunkSize.adaptive());
            for (int turn = 0; turn < CHUNKS; turn++) {
                long room = bound.bytes(heap, PressureLevel.NORMAL);
                ChunkLimit limit = sizer.next(new ChunkOutlook(room, own.meanBytes()));
                double largest = fill(limit.items(), Math.min(room, limit.bytes()), own.forecast(), sizes);
                double allocated = chunk.readBytes() * (1 + ratio);
                if (turn > LEARNING) {
                    assertThat(allocated)
                            .as("bytes of chunk %d, seed %d", turn, seed)
                            .isLessThanOrEqualTo(1.05 * room + largest * (1 + ratio));
                }
                own.learn(
                        chunk.size(), chunk.readBytes(), (long) (allocated - chunk.readBytes()), chunk.largestBytes());
                bound.written();
                sizer.written(
                        chunk.size(),
                        (long) allocated,
                        Duration.ofNanos((long) (commit + allocated)),
                        Duration.ofNanos(commit));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Input.class,
            names = {"UNIFORM", "HEAVY_TAIL"})
    void theCommitTakesLittleOfTheTimeWhereTheRoomAllows(Input input) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            DoubleSupplier sizes = input.sizes(random);
            long commit = (long) (random.nextDouble() * 2_000_000);
            ChunkCost own = new ChunkCost();
            ChunkSizer sizer = ChunkSizer.adaptive(ChunkSize.adaptive(1, 1_000_000));
            double committing = 0;
            double working = 0;
            for (int turn = 0; turn < CHUNKS; turn++) {
                int items = sizer.next(new ChunkOutlook(1_000 * MB, own.meanBytes()))
                        .items();
                fill(items, 1_000 * MB, own.forecast(), sizes);
                double noise = 0.8 + 0.4 * random.nextDouble();
                double nanos = noise * (300.0 * chunk.size() + chunk.readBytes());
                own.learn(chunk.size(), chunk.readBytes(), chunk.readBytes(), chunk.largestBytes());
                sizer.written(
                        chunk.size(),
                        2 * chunk.readBytes(),
                        Duration.ofNanos((long) (commit + nanos)),
                        Duration.ofNanos(commit));
                if (turn > LEARNING) {
                    committing += commit;
                    working += nanos;
                }
            }
            assertThat(committing / (committing + working)).as("seed %d", seed).isLessThan(0.13);
        }
    }

    @ParameterizedTest
    @EnumSource(Input.class)
    void noLevelAndNoErrorKeepsAChunkFromHavingAnItem(Input input) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            DoubleSupplier sizes = input.sizes(random);
            ByteBound bound = new ByteBound(4, Long.MAX_VALUE, share);
            ChunkSizer sizer = ChunkSizer.adaptive(ChunkSize.adaptive());
            for (int turn = 0; turn < CHUNKS; turn++) {
                PressureLevel level = PressureLevel.values()[random.nextInt(PressureLevel.values().length)];
                long room = bound.bytes(ByteBoundTest.heap(16, random.nextInt(20), true), level) / 4;
                int items = sizer.next(new ChunkOutlook(room, cost.meanBytes())).items();
                fill(items, room, cost.forecast(), sizes);
                assertThat(chunk.size()).isPositive();
                if (random.nextInt(3) == 0) {
                    bound.outOfMemory();
                    sizer.outOfMemory();
                }
            }
        }
    }

    /** Reads as a worker does; returns the size of the largest item. */
    private double fill(int items, long room, ChunkCost.Forecast forecast, DoubleSupplier sizes) {
        chunk.begin(0, Integer.MAX_VALUE);
        double largest = 0;
        while (chunk.size() < items && chunk.fitsOneMore(share.share(), room)) {
            long size = (long) sizes.getAsDouble();
            chunk.ensureRoom();
            chunk.add(chunk.size());
            chunk.measured(size, forecast.bytes(1, size));
            largest = Math.max(largest, size);
        }
        return largest;
    }
}
