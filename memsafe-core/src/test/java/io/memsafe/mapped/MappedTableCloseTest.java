package io.memsafe.mapped;

import static io.memsafe.fork.Patience.await;
import static io.memsafe.mapped.Tables.WINDOW;
import static io.memsafe.mapped.Tables.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedTableCloseTest {
    private static final int READERS = 4;
    private static final int ROUNDS = Integer.getInteger("memsafe.close-rounds", 100);

    @TempDir
    Path folder;

    private static long mappedBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(bean -> bean.getName().equals("mapped"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    private static boolean isRefused(MappedTable table) {
        try {
            table.containsKey("a");
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void closeMustUnmapAtOnce() throws IOException {
        Path file = Tables.write(folder.resolve("t"), WINDOW, Tables.random(6, 5_000));
        long before = mappedBytes();
        MappedTable table = MappedTable.open(file);
        assertThat(mappedBytes() - before).isEqualTo(table.mappedBytes());
        table.close();
        assertThat(mappedBytes()).isEqualTo(before);
    }

    @Test
    void closeMustWaitForReadsUnderWay() throws Exception {
        MappedTable table = MappedTable.open(Tables.write(folder.resolve("t"), WINDOW, Map.of("a", bytes("1"))));
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Thread reader = new Thread(() -> table.find("a", value -> {
            inside.countDown();
            awaitUninterrupted(goOn);
            return value;
        }));
        reader.start();
        inside.await();
        Thread closer = new Thread(table::close);
        closer.start();
        await().until(() -> isRefused(table));
        assertThat(closer.isAlive()).isTrue();
        assertThat(table.mappedBytes()).as("while it is read").isPositive();
        closer.interrupt();
        assertThat(closer.isAlive()).isTrue();
        goOn.countDown();
        closer.join();
        reader.join();
        assertThat(table.mappedBytes()).isZero();
    }

    @Test
    void closeWhileThreadsReadMustRefuseThemOrAnswerRight() throws Exception {
        Map<String, byte[]> entries = Tables.random(7, 500);
        String[] keys = entries.keySet().toArray(String[]::new);
        Path file = Tables.write(folder.resolve("t"), WINDOW, entries);
        ExecutorService threads = Executors.newFixedThreadPool(READERS);
        AtomicInteger reads = new AtomicInteger();
        try {
            for (int round = 0; round < ROUNDS; round++) {
                MappedTable table = MappedTable.open(file);
                CyclicBarrier start = new CyclicBarrier(READERS + 1);
                Callable<Void> reader = () -> {
                    start.await();
                    readUntilRefused(table, keys, entries, reads);
                    return null;
                };
                List<Future<Void>> all = IntStream.range(0, READERS)
                        .mapToObj(i -> threads.submit(reader))
                        .toList();
                start.await();
                int most = reads.get() + ThreadLocalRandom.current().nextInt(200);
                while (reads.get() < most) {
                    Thread.onSpinWait();
                }
                table.close();
                for (Future<Void> each : all) {
                    each.get();
                }
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(reads.get()).isGreaterThan(ROUNDS);
    }

    /** Ends with the refusal of a closed table; an answer that is not right ends it with an error. */
    private static void readUntilRefused(
            MappedTable table, String[] keys, Map<String, byte[]> entries, AtomicInteger reads) {
        try {
            for (int i = 0; ; i++) {
                String key = keys[ThreadLocalRandom.current().nextInt(keys.length)];
                byte[] expected = entries.get(key);
                switch (i % 3) {
                    case 0 ->
                        assertThat(Arrays.equals(table.get(key), expected)).isTrue();
                    case 1 ->
                        assertThat(table.<Integer>find(key, value -> value.remaining()))
                                .isEqualTo(expected.length);
                    default -> assertThat(table.containsKey(key)).isTrue();
                }
                reads.incrementAndGet();
            }
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("was closed");
        }
    }

    @Test
    void aScanThatIsClosedInTheMiddleMustBeRefusedItsNextEntry() throws Exception {
        MappedTable table = MappedTable.open(Tables.write(folder.resolve("t"), WINDOW, Tables.random(8, 100)));
        AtomicInteger seen = new AtomicInteger();
        Thread closer = new Thread(table::close);
        Thread scan = new Thread(() -> table.forEach((key, value) -> {
            if (seen.incrementAndGet() == 1) {
                closer.start();
                await().until(() -> isRefused(table));
            }
        }));
        scan.setUncaughtExceptionHandler((thread, e) -> {
            if (e instanceof IllegalStateException) {
                seen.addAndGet(1_000);
            }
        });
        scan.start();
        scan.join();
        closer.join();
        assertThat(seen.get()).isEqualTo(1_001);
    }

    @Test
    void threadsThatCloseAtOnceMustAllFindItClosed() throws Exception {
        MappedTable table = MappedTable.open(Tables.write(folder.resolve("t"), WINDOW, Map.of("a", bytes("1"))));
        long before = mappedBytes();
        long own = table.mappedBytes();
        Thread[] closers = IntStream.range(0, READERS)
                .mapToObj(i -> new Thread(table::close))
                .toArray(Thread[]::new);
        for (Thread closer : closers) {
            closer.start();
        }
        for (Thread closer : closers) {
            closer.join();
        }
        assertThat(before - mappedBytes()).isEqualTo(own);
    }
}
