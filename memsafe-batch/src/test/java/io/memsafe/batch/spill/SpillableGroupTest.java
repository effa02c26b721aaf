package io.memsafe.batch.spill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpillableGroupTest {
    @TempDir
    private Path parent;

    private record Order(String customer, long cents) {}

    private record Numbers(List<Integer> list) {
        Numbers with(int number) {
            List<Integer> more = new ArrayList<>(list);
            more.add(number);
            return new Numbers(more);
        }

        Numbers and(Numbers later) {
            List<Integer> more = new ArrayList<>(list);
            more.addAll(later.list);
            return new Numbers(more);
        }
    }

    @AfterEach
    void nothingIsLeftInTheFolder() throws IOException {
        assertThat(Spills.below(parent)).isEmpty();
    }

    private static <K, A> Map<K, A> map(SpillableGroup<K, ?, A> groups) {
        Map<K, A> map = new TreeMap<>();
        for (SpilledGroup<K, A> group : groups) {
            assertThat(map.put(group.key(), group.value()))
                    .as("%s twice", group.key())
                    .isNull();
        }
        return map;
    }

    @Test
    void countsAreWholeAcrossFiles() throws IOException {
        Random random = new Random(1);
        Map<String, Long> expected = new TreeMap<>();
        try (SpillableGroup<String, String, Long> words = Spills.open(
                SpillableGroup.<String, String>by(Function.identity(), SpillFormat.strings())
                        .count(),
                parent)) {
            for (int i = 0; i < 150_000; i++) {
                String word = Integer.toString(random.nextInt(random.nextBoolean() ? 100 : 50_000), 36);
                expected.merge(word, 1L, Long::sum);
                words.add(word);
            }
            assertThat(words.status().spills()).isGreaterThan(2);
            assertThat(map(words)).isEqualTo(expected);
            assertThat(map(words)).as("a second pass").isEqualTo(expected);
            assertThat(words).extracting(SpilledGroup::key).isSorted();
        }
    }

    @Test
    void countsOfFewKeysNeverSpillHoweverManyAreAdded() throws IOException {
        try (SpillableGroup<String, String, Long> words = Spills.open(
                SpillableGroup.<String, String>by(Function.identity(), SpillFormat.strings())
                        .count(),
                parent)) {
            for (int i = 0; i < 300_000; i++) {
                words.add("word " + i % 1000);
            }
            assertThat(words.status().spills()).isZero();
            assertThat(map(words)).hasSize(1000).containsEntry("word 7", 300L);
        }
    }

    @Test
    void sumsOfRecordsWithAnOrderOfTheirKeys() throws IOException {
        Random random = new Random(2);
        Map<String, Long> expected = new TreeMap<>(Comparator.reverseOrder());
        try (SpillableGroup<String, Order, Long> totals = Spills.open(
                SpillableGroup.by(Order::customer, Comparator.<String>reverseOrder(), SpillFormat.strings())
                        .accumulate(() -> 0L, (sum, order) -> sum + order.cents(), Long::sum, SpillFormat.longs()),
                parent)) {
            for (int i = 0; i < 60_000; i++) {
                Order order = new Order("customer " + random.nextInt(40_000), random.nextInt(10_000));
                expected.merge(order.customer(), order.cents(), Long::sum);
                totals.add(order);
            }
            assertThat(totals.status().spills()).isPositive();
            List<String> keys = new ArrayList<>();
            totals.forEach(total -> {
                keys.add(total.key());
                assertThat(total.value()).isEqualTo(expected.get(total.key()));
            });
            assertThat(keys).containsExactlyElementsOf(expected.keySet());
        }
    }

    @Test
    void groupsThatGrowAreSeenToGrowAndKeepTheOrderOfTheirValues() throws IOException {
        Random random = new Random(3);
        Map<Long, List<Integer>> expected = new TreeMap<>();
        try (SpillableGroup<Long, Integer, Numbers> lists = Spills.open(
                SpillableGroup.<Long, Integer>by(number -> (long) number % 100, SpillFormat.longs())
                        .accumulate(
                                () -> new Numbers(List.of()),
                                Numbers::with,
                                Numbers::and,
                                JacksonSpillFormat.cbor(Numbers.class)),
                parent)) {
            for (int i = 0; i < 60_000; i++) {
                int number = 1000 + random.nextInt(1_000_000);
                expected.computeIfAbsent((long) number % 100, key -> new ArrayList<>())
                        .add(number);
                lists.add(number);
            }
            assertThat(lists.status().spills())
                    .as("100 keys, but 1.2 MB and more")
                    .isPositive();
            Map<Long, List<Integer>> seen = new TreeMap<>();
            lists.forEach(group -> seen.put(group.key(), group.value().list()));
            assertThat(seen).isEqualTo(expected);
        }
    }

    @Test
    void theFirstValueOfEachKeyIsKept() throws IOException {
        Random random = new Random(4);
        Map<String, Order> expected = new TreeMap<>();
        try (SpillableGroup<String, Order, Order> firsts = Spills.open(
                SpillableGroup.by(Order::customer, SpillFormat.strings())
                        .distinct(JacksonSpillFormat.cbor(Order.class)),
                parent)) {
            for (int i = 0; i < 40_000; i++) {
                Order order = new Order("customer " + random.nextInt(20_000), i);
                expected.putIfAbsent(order.customer(), order);
                firsts.add(order);
            }
            assertThat(firsts.status().spills()).isPositive();
            assertThat(map(firsts)).isEqualTo(expected);
        }
    }
}
