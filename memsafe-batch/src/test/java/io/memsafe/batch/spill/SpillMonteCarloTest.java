package io.memsafe.batch.spill;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.admission.MemoryBudget;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Errors at random calls of comparator, format, combiner and disk: nothing is lost, nothing doubled, nothing disordered. */
class SpillMonteCarloTest {
    private static final Comparator<Item> ORDER = Comparator.comparingInt(Item::key);
    private static final int TRIES = 200;

    @TempDir
    private Path parent;

    private record Item(int key, int number, int size) {}

    /** Throws at one in so many calls, up to a number, and a disk that is full now and then. */
    private static final class Faults {
        private final Random random;
        private final int rarity;
        private final int most;
        private int thrown;

        Faults(Random random) {
            this.random = random;
            this.rarity = 1 << random.nextInt(15);
            this.most = 1 + random.nextInt(100);
        }

        void meet(String where) {
            if (thrown < most && random.nextInt(rarity) == 0) {
                thrown++;
                throw new OutOfMemoryError("injected in " + where);
            }
        }

        long freeBytes() throws IOException {
            meet("disk");
            int chance = random.nextInt(60);
            if (chance == 0) {
                throw new IOException("injected in disk");
            }
            return chance == 1 ? 0 : Long.MAX_VALUE;
        }
    }

    private record Format(Faults faults) implements SpillFormat<Item> {
        @Override
        public void write(Item item, DataOutputStream out) throws IOException {
            out.writeInt(item.key);
            faults.meet("write");
            out.writeInt(item.number);
            out.write(new byte[item.size]);
        }

        @Override
        public Item read(DataInputStream in) throws IOException {
            int key = in.readInt();
            faults.meet("read");
            int number = in.readInt();
            return new Item(key, number, (int) in.skip(Integer.MAX_VALUE));
        }

        @Override
        public long heldBytes(Item item) {
            return item.number % 7 == 0 ? -1 : 2000;
        }
    }

    @FunctionalInterface
    private interface Call<R> {
        R call() throws IOException;
    }

    /** Calls until it comes through; each failure has to be one of those that were injected. */
    private static <R> R insist(Call<R> call) {
        for (int i = 0; i < TRIES; i++) {
            try {
                return call.call();
            } catch (OutOfMemoryError | IOException e) {
                assertThat(e)
                        .satisfiesAnyOf(
                                error -> assertThat(error).hasMessageContaining("injected"),
                                error -> assertThat(error).isInstanceOf(SpillFullException.class));
            }
        }
        throw new AssertionError("never came through");
    }

    private RunFolder folder(Faults faults) {
        return insist(() -> RunFolder.create(SpillFolder.in(parent).withMaxBytes(Long.MAX_VALUE), faults::freeBytes));
    }

    @Test
    void nothingIsLostOrDoubledOrDisordered() {
        runSeeds(0, 10);
    }

    @Test
    @Tag("long")
    void nothingIsLostOrDoubledOrDisorderedInManyRuns() {
        runSeeds(1_000, 600);
    }

    private void runSeeds(int first, int count) {
        int thrown = 0;
        for (int seed = first; seed < first + count; seed++) {
            thrown += sort(seed);
            thrown += group(seed);
        }
        assertThat(thrown).as("errors injected").isGreaterThan(count);
    }

    private int sort(int seed) {
        Random random = new Random(seed);
        Faults faults = new Faults(random);
        boolean distinct = random.nextInt(4) == 0;
        Comparator<Item> order = (left, right) -> {
            faults.meet("comparator");
            return ORDER.compare(left, right);
        };
        SpillFolder where = new SpillFolder(parent, Long.MAX_VALUE, random.nextBoolean());
        List<Item> added = new ArrayList<>();
        SpillableSort<Item> sort = insist(() -> {
            SortBuilder<Item> builder =
                    SpillableSort.by(order, new Format(faults)).folder(where);
            return (distinct ? builder.distinct() : builder)
                    .open(Spills.held(MemoryBudget.fixed(Spills.SMALL_BYTES)), folder(faults));
        });
        int items = random.nextInt(12_000);
        for (int i = 0; i < items; ) {
            if (random.nextInt(50) == 0) {
                List<Item> chunk = new ArrayList<>();
                for (int j = random.nextInt(300); j >= 0; j--) {
                    chunk.add(new Item(random.nextInt(1000), i++, random.nextInt(50)));
                }
                insist(() -> {
                    write(sort, chunk);
                    return 0;
                });
                added.addAll(chunk);
            } else {
                Item item = new Item(random.nextInt(1000), i++, random.nextInt(50));
                insist(() -> {
                    sort.add(item);
                    return 0;
                });
                added.add(item);
            }
        }
        added.sort(ORDER);
        List<Item> expected = distinct ? firsts(added) : added;
        try (sort) {
            for (int pass = 0; pass < 2; pass++) {
                SpilledItems<Item> reader = (SpilledItems<Item>) sort.reader();
                List<Item> seen = new ArrayList<>();
                for (Item item = insist(reader::read); item != null; item = insist(reader::read)) {
                    seen.add(item);
                }
                assertThat(seen.equals(expected))
                        .as("seed %d, pass %d", seed, pass)
                        .isTrue();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return faults.thrown;
    }

    private static void write(SpillableSort<Item> sort, List<Item> chunk) throws IOException {
        try {
            sort.writer().write(chunk);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static List<Item> firsts(List<Item> sorted) {
        List<Item> firsts = new ArrayList<>();
        for (Item item : sorted) {
            if (firsts.isEmpty() || firsts.get(firsts.size() - 1).key != item.key) {
                firsts.add(item);
            }
        }
        return firsts;
    }

    private int group(int seed) {
        Random random = new Random(seed);
        Faults faults = new Faults(random);
        Comparator<Integer> order = (left, right) -> {
            faults.meet("comparator");
            return left.compareTo(right);
        };
        SpillFormat<Integer> keys = new SpillFormat<>() {
            @Override
            public void write(Integer item, DataOutputStream out) throws IOException {
                out.writeInt(item);
            }

            @Override
            public Integer read(DataInputStream in) throws IOException {
                return in.readInt();
            }
        };
        SpillableGroup<Integer, Item, Item> sums = insist(() -> SpillableGroup.by(Item::key, order, keys)
                .<Item>accumulate(
                        () -> new Item(0, 0, 0),
                        (sum, item) -> {
                            faults.meet("add");
                            return new Item(item.key, sum.number + item.number, 10);
                        },
                        (earlier, later) -> {
                            faults.meet("merge");
                            return new Item(earlier.key, earlier.number + later.number, 10);
                        },
                        new Format(faults))
                .open(Spills.held(MemoryBudget.fixed(Spills.SMALL_BYTES)), folder(faults)));
        Map<Integer, Integer> expected = new TreeMap<>();
        int items = random.nextInt(15_000);
        for (int i = 0; i < items; i++) {
            Item item = new Item(random.nextInt(4000), i, 0);
            insist(() -> {
                sums.add(item);
                return 0;
            });
            expected.merge(item.key, item.number, Integer::sum);
        }
        try (sums) {
            for (int pass = 0; pass < 2; pass++) {
                SpilledItems<SpilledGroup<Integer, Item>> reader =
                        (SpilledItems<SpilledGroup<Integer, Item>>) sums.reader();
                Map<Integer, Integer> seen = new TreeMap<>();
                for (SpilledGroup<Integer, Item> group = insist(reader::read);
                        group != null;
                        group = insist(reader::read)) {
                    assertThat(seen.put(group.key(), group.value().number)).isNull();
                }
                assertThat(seen.equals(expected))
                        .as("seed %d, pass %d", seed, pass)
                        .isTrue();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return faults.thrown;
    }
}
