package io.memsafe.examples.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.fork.Collector;
import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.ForkedResult;
import io.memsafe.fork.Jdk;
import io.memsafe.fork.RunningJvm;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store in a JVM that runs out of memory again and again, or is killed. */
class StoreUnderFireTest {

    private static final int ROWS = 4000;
    private static final int CHUNK = 40;
    private static final int FEW_ERRORS = 5;
    private static final int MOST_ERRORS = 30;
    private static final int MOST_PAUSES = 4_000;

    @TempDir
    Path folder;

    /**
     * Two threads write chunks, and each writes again, in halves, what failed. A third takes all memory, to the last few
     * bytes, until one of them has failed, or for some seconds; then it lets some chunks pass, once there were a few errors, and starts
     * again.
     */
    static final class HungryWriter {
        private static final AtomicLong errors = new AtomicLong();
        private static final AtomicLong chunks = new AtomicLong();
        private static final AtomicInteger writers = new AtomicInteger(2);

        public static void main(String[] arguments) throws Exception {
            Database database = Database.inFile(Path.of(arguments[0]));
            try (CatalogStore store = new CatalogStore(database, false, new Progress())) {
                Thread hog = new Thread(HungryWriter::eat);
                hog.setDaemon(true);
                List<Thread> threads = new ArrayList<>();
                for (int t = 0; t < 2; t++) {
                    long first = (long) t * ROWS / 2;
                    threads.add(new Thread(() -> writeAll(store, first, first + ROWS / 2)));
                }
                Failures.isMemory(new OutOfMemoryError());
                store.write(Rows.of(ROWS, ROWS + CHUNK)); // what is loaded once is loaded
                hog.start();
                threads.forEach(Thread::start);
                for (Thread thread : threads) {
                    thread.join();
                }
                hog.join();
            }
            System.out.println("errors " + errors.get());
        }

        private static void writeAll(CatalogStore store, long first, long end) {
            Deque<long[]> todo = new ArrayDeque<>();
            for (long at = first; at < end; at += CHUNK) {
                todo.addLast(new long[] {at, Math.min(end, at + CHUNK)});
            }
            long[] spare = new long[1000];
            while (!todo.isEmpty()) {
                long[] range = todo.peekFirst();
                try {
                    store.write(Rows.of(range[0], range[1]));
                    todo.removeFirst();
                    chunks.incrementAndGet();
                } catch (Throwable t) {
                    errors.incrementAndGet();
                    if (!Failures.isMemory(t)) {
                        t.printStackTrace();
                        System.exit(3);
                    }
                }
            }
            writers.decrementAndGet();
            java.lang.ref.Reference.reachabilityFence(spare);
        }

        private static void eat() {
            Random random = new Random(7);
            Object[] ballast = new Object[200_000];
            while (writers.get() > 0 && errors.get() < MOST_ERRORS) {
                long before = errors.get();
                int leave = random.nextInt(32) * 1024;
                int eaten = 0;
                try {
                    byte[] spare = new byte[leave];
                    for (int size = 256 * 1024; size >= 512; size /= 8) {
                        eaten = fill(ballast, eaten, size);
                    }
                    java.lang.ref.Reference.reachabilityFence(spare);
                    spare = null;
                    for (int i = 0; i < MOST_PAUSES && errors.get() == before && writers.get() > 0; i++) {
                        LockSupport.parkNanos(500_000); // both may wait for the database, which has no memory
                    }
                } catch (OutOfMemoryError e) {
                    // Full enough.
                } finally {
                    Arrays.fill(ballast, 0, ballast.length, null);
                }
                long pass = chunks.get() + (errors.get() <= FEW_ERRORS ? 0 : random.nextInt(4));
                while (chunks.get() < pass && writers.get() > 0) {
                    LockSupport.parkNanos(500_000);
                }
            }
        }

        private static int fill(Object[] ballast, int from, int size) {
            int at = from;
            try {
                while (at < ballast.length) {
                    ballast[at] = new byte[size];
                    at++;
                }
            } catch (OutOfMemoryError e) {
                return at;
            }
            return at;
        }
    }

    /** Writes chunks and says after each how far it is. */
    static final class TalkingWriter {
        public static void main(String[] arguments) throws Exception {
            Database database = Database.inFile(Path.of(arguments[0]));
            CatalogStore store = new CatalogStore(database, false, new Progress());
            for (long at = 0; ; at += CHUNK) {
                store.write(Rows.of(at, at + CHUNK));
                System.out.println(at + CHUNK);
            }
        }
    }

    @Test
    void outOfMemoryErrorsInTheDatabaseLoseNothingAndDoubleNothing() throws Exception {
        ForkedResult result = child(HungryWriter.class, "24m").run();

        assertThat(result.exitCode()).as(result.errorTail()).isZero();
        long errors = Long.parseLong(result.lines().get(0).substring("errors ".length()));
        assertThat(errors).as("OutOfMemoryErrors met").isGreaterThan(FEW_ERRORS);
        try (Connection connection = Database.inFile(folder.resolve("catalog")).connect()) {
            assertThat(CatalogSchema.count(connection, "entry")).isEqualTo(ROWS + CHUNK);
            assertThat(CatalogSchema.count(connection, "entry where id >= 0 and id < " + ROWS))
                    .isEqualTo(ROWS);
        }
    }

    @Test
    void aKilledJvmKeepsEveryChunkThatWasWrittenAndNoPartOfAnother() throws Exception {
        CompletableFuture<Void> far = new CompletableFuture<>();
        AtomicLong said = new AtomicLong();
        RunningJvm running = child(TalkingWriter.class, "64m")
                .onLine(line -> {
                    said.set(Long.parseLong(line));
                    if (said.get() >= 20 * CHUNK) {
                        far.complete(null);
                    }
                })
                .start();
        CompletableFuture<Void> killed = far.thenRun(running::kill);
        ForkedResult result = running.await();

        assertThat(killed).isCompleted();
        assertThat(result.killed()).isTrue();
        try (Connection connection = Database.inFile(folder.resolve("catalog")).connect()) {
            long stored = CatalogSchema.count(connection, "entry");
            assertThat(stored).isGreaterThanOrEqualTo(said.get());
            assertThat(stored % CHUNK).isZero();
            assertThat(CatalogSchema.count(connection, "entry where id < " + stored))
                    .isEqualTo(stored);
        }
    }

    private ForkedJvm child(Class<?> main, String heap) {
        return ForkedJvm.on(Jdk.running())
                .collector(Collector.SERIAL)
                .heap(heap)
                .ownClassPath()
                .temporaryFolder(folder)
                .timeout(Duration.ofMinutes(3))
                .main(main.getName(), folder.resolve("catalog").toString());
    }
}
