package io.memsafe.batch.spill;

import io.memsafe.PressureLevel;
import io.memsafe.admission.MemoryBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Accumulations with a small budget, in a folder of the test. */
final class Spills {
    /** A merge reads four runs at once then. */
    static final long SMALL_BYTES = HeldBytes.FLOOR_BYTES;

    private Spills() {}

    static <T> SpillableSort<T> open(SortBuilder<T> builder, Path parent) throws IOException {
        return open(builder, SpillFolder.in(parent), SMALL_BYTES);
    }

    static <T> SpillableSort<T> open(SortBuilder<T> builder, SpillFolder folder, long budgetBytes) throws IOException {
        return builder.folder(folder).open(held(MemoryBudget.fixed(budgetBytes)), RunFolder.create(folder));
    }

    static <K, V, A> SpillableGroup<K, V, A> open(GroupBuilder<K, V, A> builder, Path parent) throws IOException {
        SpillFolder folder = SpillFolder.in(parent);
        return builder.folder(folder).open(held(MemoryBudget.fixed(SMALL_BYTES)), RunFolder.create(folder));
    }

    static HeldBytes held(MemoryBudget budget) {
        return new HeldBytes(budget, 1, () -> PressureLevel.NORMAL);
    }

    static <T> List<T> list(Iterable<T> items) {
        List<T> list = new ArrayList<>();
        items.forEach(list::add);
        return list;
    }

    /** All files below a folder, the folder itself left out. */
    static List<Path> below(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(each -> !each.equals(folder)).sorted().toList();
        }
    }
}
