package io.memsafe.batch.spill;

import io.memsafe.MemoryGovernor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Sorts or groups in a small heap what is many times as large; prints {@code name=value} lines. */
final class SpillChild {
    static final int ITEMS = 160_000;
    static final int KEYS = 80_000;
    private static final long FIRST = 1_000_000;
    private static final String PREFIX = "0".repeat(493);

    private SpillChild() {}

    public static void main(String[] args) throws IOException {
        Path parent = Path.of(args[1]);
        switch (args[0]) {
            case "spill" -> {
                sort(parent);
                group(parent);
            }
            case "list" -> list();
            case "tree" -> tree();
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    /** In an order that is none; about 540 bytes each. */
    private static String text(long number) {
        return PREFIX + (FIRST + number);
    }

    static String word(int i) {
        return text(i * 7919L % ITEMS);
    }

    /** Each key is met twice. */
    static String key(int i) {
        return text(i * 7919L % KEYS);
    }

    private static long number(String text) {
        return Long.parseLong(text.substring(PREFIX.length())) - FIRST;
    }

    private static void sort(Path parent) throws IOException {
        try (MemoryGovernor governor = MemoryGovernor.start();
                SpillableSort<String> sort = SpillableSort.of(SpillFormat.strings())
                        .folder(SpillFolder.in(parent))
                        .open(governor)) {
            for (int i = 0; i < ITEMS; i++) {
                sort.add(word(i));
            }
            long count = 0;
            long wrong = 0;
            for (String item : sort) {
                wrong += number(item) == count ? 0 : 1;
                count++;
            }
            print("sort", sort.status(), count, wrong);
        }
    }

    private static void group(Path parent) throws IOException {
        try (MemoryGovernor governor = MemoryGovernor.start();
                SpillableGroup<String, String, Long> counts = SpillableGroup.<String, String>by(
                                Function.identity(), SpillFormat.strings())
                        .count()
                        .folder(SpillFolder.in(parent))
                        .open(governor)) {
            for (int i = 0; i < ITEMS; i++) {
                counts.add(key(i));
            }
            long count = 0;
            long wrong = 0;
            for (SpilledGroup<String, Long> group : counts) {
                wrong += number(group.key()) == count && group.value() == 2 ? 0 : 1;
                count++;
            }
            print("group", counts.status(), count, wrong);
        }
    }

    private static void print(String what, SpillStatus status, long count, long wrong) {
        System.out.println(what + " count=" + count);
        System.out.println(what + " wrong=" + wrong);
        System.out.println(what + " spills=" + status.spills());
    }

    private static void list() {
        ArrayList<String> words = new ArrayList<>();
        for (int i = 0; i < ITEMS; i++) {
            words.add(word(i));
        }
        words.sort(null);
        System.out.println("count=" + words.size());
    }

    private static void tree() {
        Map<String, Long> counts = new TreeMap<>();
        for (int i = 0; i < ITEMS; i++) {
            counts.merge(key(i), 1L, Long::sum);
        }
        System.out.println("count=" + counts.size());
    }
}
