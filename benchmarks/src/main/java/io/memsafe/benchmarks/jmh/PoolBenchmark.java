package io.memsafe.benchmarks.jmh;

import io.memsafe.pool.GovernedPool;
import io.memsafe.pool.Lease;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.ManyToManyConcurrentArrayQueue;
import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import stormpot.Allocator;
import stormpot.Pool;
import stormpot.Pooled;
import stormpot.Slot;
import stormpot.Timeout;

/**
 * What it costs to claim an object of a pool and to give it back, where there are always some idle: beside the pool it
 * stands on (without its check of age, which reads the clock), the one that is used most, and two
 * queues.
 *
 * <p>Thread-safety: its state is shared by the threads of JMH; all of it is made for that.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PoolBenchmark {
    private static final int OBJECTS = 16;
    private static final Duration LONG = Duration.ofSeconds(1);
    private static final Timeout LONG_TIMEOUT = new Timeout(1, TimeUnit.SECONDS);

    private final GovernedPool<Object> governed =
            GovernedPool.of(Object::new).size(OBJECTS, OBJECTS).create();
    private final Pool<Pooled<Object>> stormpot = Pool.from(new Objects())
            .setSize(OBJECTS)
            .setExpiration(info -> false)
            .build();
    private final GenericObjectPool<Object> commons = new GenericObjectPool<>(new Factory());
    private final ArrayBlockingQueue<Object> queue = new ArrayBlockingQueue<>(OBJECTS);
    private final ManyToManyConcurrentArrayQueue<Object> agrona = new ManyToManyConcurrentArrayQueue<>(OBJECTS);

    /** For JMH. */
    public PoolBenchmark() {
        commons.setMaxTotal(OBJECTS);
        commons.setMaxIdle(OBJECTS);
        for (int i = 0; i < OBJECTS; i++) {
            queue.add(new Object());
            agrona.add(new Object());
        }
    }

    private static final class Objects implements Allocator<Pooled<Object>> {
        @Override
        public Pooled<Object> allocate(Slot slot) {
            return new Pooled<>(slot, new Object());
        }

        @Override
        public void deallocate(Pooled<Object> object) {}
    }

    private static final class Factory extends BasePooledObjectFactory<Object> {
        @Override
        public Object create() {
            return new Object();
        }

        @Override
        public PooledObject<Object> wrap(Object object) {
            return new DefaultPooledObject<>(object);
        }
    }

    /**
     * A lease, claimed and closed.
     *
     * @return for JMH to consume
     * @throws Exception never
     */
    @Benchmark
    public Object governedPool() throws Exception {
        try (Lease<Object> lease = governed.claim(LONG)) {
            return lease.get();
        }
    }

    /**
     * The pool underneath.
     *
     * @return for JMH to consume
     * @throws Exception never
     */
    @Benchmark
    public Object stormpot() throws Exception {
        try (Pooled<Object> claimed = stormpot.claim(LONG_TIMEOUT)) {
            return claimed.object;
        }
    }

    /**
     * Apache Commons Pool.
     *
     * @return for JMH to consume
     * @throws Exception never
     */
    @Benchmark
    public Object commonsPool() throws Exception {
        Object object = commons.borrowObject();
        try {
            return object;
        } finally {
            commons.returnObject(object);
        }
    }

    /**
     * A queue of objects.
     *
     * @return for JMH to consume
     * @throws Exception never
     */
    @Benchmark
    public Object queue() throws Exception {
        Object object = queue.take();
        try {
            return object;
        } finally {
            queue.put(object);
        }
    }

    /**
     * A queue without locks. It may look empty or full for a moment while another thread is at it, so both are tried again.
     *
     * @return for JMH to consume
     */
    @Benchmark
    public Object agronaQueue() {
        Object object = agrona.poll();
        while (object == null) {
            Thread.onSpinWait();
            object = agrona.poll();
        }
        while (!agrona.offer(object)) {
            Thread.onSpinWait();
        }
        return object;
    }

    /** Ends the pools. */
    @TearDown
    public void end() {
        governed.close();
        stormpot.shutdown();
        commons.close();
    }
}
