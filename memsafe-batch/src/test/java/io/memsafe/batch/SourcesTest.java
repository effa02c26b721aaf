package io.memsafe.batch;

import static io.memsafe.fork.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Streams, publishers and queues as input. */
@Timeout(60)
class SourcesTest {
    private static final List<Integer> THOUSAND =
            IntStream.range(0, 1_000).boxed().toList();

    private static <I> List<I> all(ItemReader<I> reader) throws Exception {
        List<I> items = new ArrayList<>();
        for (int errors = 0; errors < 100; ) {
            try {
                I item = reader.read();
                if (item == null) {
                    assertThat(reader.read()).as("the end stays the end").isNull();
                    return items;
                }
                items.add(item);
            } catch (OutOfMemoryError e) {
                errors++;
            }
        }
        throw new AssertionError("it goes on failing");
    }

    // ---- streams

    @Test
    void aStreamIsReadOnceAndClosed() throws Exception {
        AtomicBoolean closed = new AtomicBoolean();
        ItemReader<Integer> reader = ItemReader.of(THOUSAND.stream().onClose(() -> closed.set(true)));
        assertThat(all(reader)).isEqualTo(THOUSAND);
        reader.close();
        assertThat(closed).isTrue();
    }

    @Test
    void aStreamThatCanBeMadeAgainLosesNothing() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        AtomicInteger open = new AtomicInteger();
        ItemReader<Integer> reader = ItemReader.ofStreams(() -> {
            open.incrementAndGet();
            return IntStream.range(0, 20)
                    .boxed()
                    .peek(item -> {
                        if (calls.incrementAndGet() % 25 == 7) {
                            throw new OutOfMemoryError("injected");
                        }
                    })
                    .onClose(open::decrementAndGet);
        });
        assertThat(all(reader)).isEqualTo(THOUSAND.subList(0, 20));
        reader.close();
        assertThat(open).hasValue(0);
    }

    @Test
    void theEntriesOfAnArchiveAreAStreamThatCanBeMadeAgain(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("a.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            for (int i = 0; i < 3; i++) {
                out.putNextEntry(new ZipEntry("entry" + i));
            }
        }
        AtomicInteger calls = new AtomicInteger();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            ItemReader<ZipEntry> reader =
                    ItemReader.ofStreams(() -> zip.stream().peek(entry -> {
                        if (calls.incrementAndGet() == 2) {
                            throw new OutOfMemoryError("injected");
                        }
                    }));
            assertThat(all(reader)).extracting(ZipEntry::getName).containsExactly("entry0", "entry1", "entry2");
        }
    }

    // ---- publishers

    /** A cold publisher that counts what it owes, and sends from within {@code request}. */
    private static final class Numbers implements Flow.Publisher<Integer>, Flow.Subscription {
        private Flow.Subscriber<? super Integer> subscriber;
        private int next;
        private long owed;
        private long mostOwed;
        private int requests;
        private int failEach = Integer.MAX_VALUE;
        private boolean failureIsHeard;
        private boolean cancelled;

        @Override
        public void subscribe(Flow.Subscriber<? super Integer> to) {
            subscriber = to;
            to.onSubscribe(this);
        }

        @Override
        public void request(long n) {
            boolean fails = ++requests % failEach == 0;
            if (!fails || failureIsHeard) {
                owed += n;
                mostOwed = Math.max(mostOwed, owed);
                while (owed > 0 && next < THOUSAND.size()) {
                    owed--;
                    subscriber.onNext(next++);
                }
                if (next == THOUSAND.size()) {
                    subscriber.onComplete();
                }
            }
            if (fails) {
                throw new OutOfMemoryError("injected");
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    @Test
    void aPublisherIsAskedForNoMoreThanThereArePlacesFor() throws Exception {
        for (int most : new int[] {1, 2, 7, 5_000}) {
            Numbers numbers = new Numbers();
            ItemReader<Integer> reader = ItemReader.of(numbers, most);
            assertThat(all(reader)).isEqualTo(THOUSAND);
            assertThat(numbers.mostOwed).isLessThanOrEqualTo(most);
            reader.close();
            assertThat(numbers.cancelled).isTrue();
        }
    }

    @Test
    void aPublisherOnThreadsOfItsOwnIsHeldBack() throws Exception {
        try (SubmissionPublisher<Integer> publisher = new SubmissionPublisher<>(Runnable::run, 4)) {
            ItemReader<Integer> reader = ItemReader.of(publisher, 8);
            Thread producer = new Thread(() -> {
                await().until(publisher::hasSubscribers);
                THOUSAND.forEach(publisher::submit);
                publisher.close();
            });
            producer.start();
            assertThat(all(reader)).isEqualTo(THOUSAND);
            producer.join();
        }
    }

    @Test
    void aRequestThatRunsOutOfMemoryLosesAndDoublesNothing() throws Exception {
        for (boolean heard : new boolean[] {true, false}) {
            Numbers numbers = new Numbers();
            numbers.failEach = 3;
            numbers.failureIsHeard = heard;
            assertThat(all(ItemReader.of(numbers, 200))).as("heard: %s", heard).isEqualTo(THOUSAND);
        }
    }

    @Test
    void anErrorOfThePublisherEndsTheReadingAfterWhatItSent() throws Exception {
        Flow.Publisher<String> failing = to -> to.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long n) {
                to.onNext("a");
                to.onError(new IllegalArgumentException("broken"));
            }

            @Override
            public void cancel() {}
        });
        try (ItemReader<String> reader = ItemReader.of(failing, 10)) {
            assertThat(reader.read()).isEqualTo("a");
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThatThrownBy(reader::read).hasMessageContaining("broken");
            }
            assertThatThrownBy(reader::skip).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aPublisherThatSendsUnaskedEndsTheReading() throws Exception {
        Flow.Publisher<Integer> rude = to -> to.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long n) {
                THOUSAND.forEach(to::onNext);
            }

            @Override
            public void cancel() {}
        });
        try (ItemReader<Integer> reader = ItemReader.of(rude, 2)) {
            assertThatThrownBy(() -> all(reader)).hasMessageContaining("more items than it was asked for");
        }
        assertThatThrownBy(() -> ItemReader.of(rude, 0)).hasMessageContaining("0");
    }

    // ---- queues

    @Test
    void aQueueEndsAtItsLastItem() throws Exception {
        BlockingQueue<Integer> queue = new LinkedBlockingQueue<>(List.of(1, 2, -1, 3));
        assertThat(all(ItemReader.of(queue, item -> item < 0))).containsExactly(1, 2);
        assertThat(queue).as("what was not read").containsExactly(3);
    }

    @Test
    void aQueueEndsWhenItIsDoneAndEmpty() throws Exception {
        BlockingQueue<Integer> queue = new LinkedBlockingQueue<>(3);
        AtomicBoolean done = new AtomicBoolean();
        Thread producer = new Thread(() -> {
            try {
                for (Integer item : THOUSAND) {
                    queue.put(item);
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            done.set(true);
        });
        producer.start();
        assertThat(all(ItemReader.of(queue, done::get))).isEqualTo(THOUSAND);
        producer.join();
    }

    @Test
    void anItemThatWasTakenWhenMemoryRanOutIsNotLost() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        BlockingQueue<Integer> queue = new LinkedBlockingQueue<>(THOUSAND.subList(0, 50)) {
            @Override
            public int drainTo(Collection<? super Integer> to, int most) {
                int moved = super.drainTo(to, most);
                if (calls.incrementAndGet() % 3 == 0) {
                    throw new OutOfMemoryError("injected");
                }
                return moved;
            }
        };
        assertThat(all(ItemReader.of(queue, () -> true))).isEqualTo(THOUSAND.subList(0, 50));
    }

    @Test
    void waitingForAQueueCanBeInterrupted() {
        ItemReader<Integer> reader = ItemReader.of(new LinkedBlockingQueue<Integer>(), () -> false);
        Thread.currentThread().interrupt();
        assertThatThrownBy(reader::read).isInstanceOf(InterruptedException.class);
    }

    @Test
    void processorsFollowOneAnother() throws Exception {
        ItemProcessor<Integer, Integer> even = item -> item % 2 == 0 ? item : null;
        ItemProcessor<Integer, String> both = even.andThen(item -> "n" + item);
        assertThat(Stream.of(both.process(1), both.process(2)).toList()).isEqualTo(Arrays.asList(null, "n2"));
    }
}
