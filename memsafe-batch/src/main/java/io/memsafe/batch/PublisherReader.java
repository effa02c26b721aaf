package io.memsafe.batch;

import java.util.Objects;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Reads a publisher, which never owes more items than there are places for.
 *
 * <p>The places exist before the first item is asked for, and the lock is a monitor, which needs no heap: to take in an
 * item allocates nothing, so that an OutOfMemoryError cannot lose one. A {@code request} that throws may have been heard
 * or not. It is made again, and places are set aside for both answers; after {@value #DOUBTS} of them the reader gives
 * up. What has arrived is handed out before an error of the publisher is thrown, and that is thrown again from every
 * later call.
 *
 * <p>Thread-safety: the signals of the publisher come from any thread; the rest as of any reader.
 */
final class PublisherReader<I> implements ItemReader<I> {
    private static final int DOUBTS = 4;
    private static final int MOST_ITEMS = 1_000_000;

    private final Flow.Publisher<? extends I> publisher;
    private final int most;
    private final int batch;
    private @Nullable Feed feed;

    PublisherReader(Flow.Publisher<? extends I> publisher, int most) {
        if (most < 1 || most > MOST_ITEMS) {
            throw new IllegalArgumentException(
                    "a publisher may owe 1 to " + MOST_ITEMS + " items, but most is " + most);
        }
        this.publisher = publisher;
        this.most = most;
        this.batch = Math.max(1, most / 2);
    }

    @Override
    public @Nullable I read() throws Exception {
        return subscribed().next();
    }

    private Feed subscribed() {
        Feed current = feed;
        if (current == null) {
            current = new Feed();
            try {
                publisher.subscribe(current);
            } catch (Throwable e) {
                current.cancel(); // if it was heard after all
                throw e;
            }
            feed = current;
        }
        return current;
    }

    @Override
    public String skip() {
        throw new IllegalStateException("a publisher that has failed cannot be read on");
    }

    @Override
    public void close() {
        Feed current = feed;
        if (current != null) {
            current.cancel();
        }
    }

    /** One subscription: a ring of places, filled by the publisher and emptied by the job. */
    private final class Feed implements Flow.Subscriber<I> {
        private final @Nullable Object[] ring = new @Nullable Object[most + DOUBTS * most];
        private int first;
        private int held;
        private int owed;
        private int room = ring.length - most;
        private boolean completed;
        private boolean cancelled;
        private Flow.@Nullable Subscription subscription;
        private @Nullable Throwable error;

        @Nullable
        I next() throws Exception {
            while (true) {
                Flow.Subscription from = null;
                int ask = 0;
                synchronized (this) {
                    if (subscription != null && !completed && error == null && most - held - owed >= batch) {
                        from = subscription;
                        ask = most - held - owed;
                        owed += ask;
                    } else if (held > 0) {
                        return takeFirst();
                    } else if (error != null) {
                        throw new IllegalStateException("the publisher has failed: " + error, error);
                    } else if (completed) {
                        return null;
                    } else {
                        wait();
                    }
                }
                if (from != null) {
                    request(from, ask);
                }
            }
        }

        @SuppressWarnings("unchecked") // only onNext puts something there
        private I takeFirst() {
            I item = (I) Objects.requireNonNull(ring[first]);
            ring[first] = null;
            first = (first + 1) % ring.length;
            held--;
            return item;
        }

        /** Not under the monitor: a publisher may send from within, or take a lock of its own. */
        private void request(Flow.Subscription from, int items) {
            try {
                from.request(items);
            } catch (Throwable e) {
                synchronized (this) {
                    owed = Math.max(0, owed - items);
                    room -= items;
                    if (room < 0) {
                        error = e;
                    }
                }
                throw e;
            }
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            boolean unwanted;
            synchronized (this) {
                unwanted = cancelled || subscription != null;
                if (!unwanted) {
                    subscription = given;
                    notifyAll();
                }
            }
            if (unwanted) {
                given.cancel();
            }
        }

        @Override
        public synchronized void onNext(I item) {
            if (held == ring.length) {
                error = new IllegalStateException("it sent more items than it was asked for");
            } else if (!cancelled) {
                ring[(first + held) % ring.length] = item;
                held++;
                owed = Math.max(0, owed - 1);
            }
            notifyAll();
        }

        @Override
        public synchronized void onError(Throwable thrown) {
            error = thrown;
            notifyAll();
        }

        @Override
        public synchronized void onComplete() {
            completed = true;
            notifyAll();
        }

        void cancel() {
            Flow.Subscription open;
            synchronized (this) {
                cancelled = true;
                open = subscription;
            }
            if (open != null) {
                open.cancel();
            }
        }
    }
}
