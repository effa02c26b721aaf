package io.memsafe.benchmarks.giveback.child;

import io.memsafe.MemoryGovernor;
import io.memsafe.benchmarks.giveback.child.Tape.Counter;
import io.memsafe.benchmarks.giveback.child.Tape.Kind;
import io.memsafe.pool.BufferPool;
import io.memsafe.response.CacheGroup;
import io.memsafe.response.CaffeineReclaimer;
import io.memsafe.response.Demand;
import io.memsafe.response.Reclaimer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeoutException;

/**
 * What the program holds, and its operations: of eight, five ask a cache, one uses dear objects, two use buffers.
 *
 * <p>Thread-safety: may be used by any thread.
 */
final class Program {
    private static final int KINDS = 8;
    private static final int FAN_OUT_EVERY = 32;
    private static final double NEARLY = 0.98;
    // A miss takes about 200 us in products, 100 us in prices and 400 us in pages.
    private static final int ROUNDS = 25;

    private final KeyedCache products;
    private final KeyedCache prices;
    private final KeyedCache pages;
    private final DearPool objects;
    private final StampedBuffers buffers;
    private final StampedBuffers direct;

    Program(Way way) {
        long most = way.mostBytes(Part.PRODUCTS);
        products = new KeyedCache(most, Part.PRODUCTS.mostBytes(), 4_096, ROUNDS);
        long half = way.mostBytes(Part.GROUP) / 2;
        prices = new KeyedCache(half, Part.GROUP.mostBytes() / 2, 2_048, ROUNDS);
        pages = new KeyedCache(half, Part.GROUP.mostBytes() / 2, 8_192, ROUNDS);
        objects = new DearPool(way.mostBytes(Part.OBJECTS));
        buffers = stamped(
                BufferPool.heapBuffers()
                        .maxIdleBytes(way.mostBytes(Part.BUFFERS))
                        .create(),
                way,
                Part.BUFFERS);
        direct = stamped(
                BufferPool.directBuffers()
                        .maxIdleBytes(way.mostBytes(Part.DIRECT))
                        .create(),
                way,
                Part.DIRECT);
    }

    private static StampedBuffers stamped(BufferPool<ByteBuffer> pool, Way way, Part part) {
        return new StampedBuffers(pool, way.mostBytes(part));
    }

    /** Registers every part, the cheapest first, and has the tape tell when each is called. */
    void bind(MemoryGovernor governor, Tape tape) {
        bind(governor, tape, Part.BUFFERS, buffers.pool());
        bind(governor, tape, Part.DIRECT, direct.pool());
        bind(governor, tape, Part.PRODUCTS, CaffeineReclaimer.of(products.cache()));
        CacheGroup group = CacheGroup.builder()
                .cache("prices", prices.cache())
                .cache("pages", pages.cache())
                .create();
        bind(governor, tape, Part.GROUP, group);
        bind(governor, tape, Part.OBJECTS, objects.pool());
    }

    @SuppressWarnings("EnumOrdinal") // writer and reader of the tape are of one build
    private static void bind(MemoryGovernor governor, Tape tape, Part part, Reclaimer target) {
        governor.reclaim(part.label(), 10 * part.ordinal(), new Reclaimer() {
            @Override
            public long reclaim(Demand demand) throws Exception {
                note(Kind.ASKED, demand);
                long freed = target.reclaim(demand);
                note(Kind.ANSWERED, demand);
                return freed;
            }

            @Override
            public void recover(Demand demand) throws Exception {
                note(Kind.RECOVERED, demand);
                target.recover(demand);
            }

            private void note(Kind kind, Demand demand) {
                tape.event(kind, part.ordinal(), (int) Math.round(100 * demand.depth()));
            }
        });
    }

    /** What a busy hour leaves in the pools. */
    void rush() {
        objects.rush();
        buffers.rush();
        direct.rush();
    }

    /** Whether the caches hold about as much as they may. */
    boolean isWarm(Way way) {
        return held(Part.PRODUCTS) >= NEARLY * way.mostBytes(Part.PRODUCTS)
                && held(Part.GROUP) >= NEARLY * way.mostBytes(Part.GROUP);
    }

    /** How often a cache had to compute. */
    long misses() {
        return products.misses() + prices.misses() + pages.misses();
    }

    long held(Part part) {
        return switch (part) {
            case PRODUCTS -> products.weightedSize();
            case GROUP -> prices.weightedSize() + pages.weightedSize();
            case OBJECTS -> objects.heldBytes();
            case BUFFERS -> buffers.idleBytes();
            case DIRECT -> direct.idleBytes();
        };
    }

    /** One worker's share of the operations. Thread-safety: none; used by one thread. */
    final class Work {
        private final SplittableRandom random;
        private final Ring heapRing = new Ring(buffers);
        private final Ring directRing = new Ring(direct);
        private int step;

        Work(long seed) {
            this.random = new SplittableRandom(seed);
        }

        /** The next operation. */
        int operate() throws InterruptedException, TimeoutException {
            int now = step++;
            return switch (now % KINDS) {
                case 1 -> prices.use(random);
                case 3 -> now / KINDS % FAN_OUT_EVERY == 0 ? objects.fanOut(now) : objects.use(now);
                case 5 -> pages.use(random);
                case 6 -> heapRing.turn(now);
                case 7 -> directRing.turn(now);
                default -> products.use(random);
            };
        }

        void end() {
            heapRing.end();
            directRing.end();
        }
    }

    /** Buffers that are in use for a while, as those of connections are. */
    private static final class Ring {
        private final StampedBuffers source;
        private final ByteBuffer[] taken = new ByteBuffer[8];
        private int at;

        Ring(StampedBuffers source) {
            this.source = source;
            for (int i = 0; i < taken.length; i++) {
                taken[i] = source.take(i);
            }
        }

        int turn(int seed) {
            at = (at + 1) % taken.length;
            source.give(taken[at]);
            taken[at] = source.take(seed);
            return taken[at].getInt(Long.BYTES * 2);
        }

        void end() {
            for (ByteBuffer buffer : taken) {
                source.give(buffer);
            }
        }
    }

    /** Looks for what was lost or doubled, when nobody works any more. */
    void verify(Tape tape) {
        tape.count(
                Counter.WRONG,
                List.of(products, prices, pages).stream()
                        .mapToLong(KeyedCache::faults)
                        .sum());
        tape.count(Counter.DOUBLED, objects.doubled() + buffers.doubled() + direct.doubled());
        tape.count(Counter.MADE, objects.made() + buffers.made() + direct.made());
        tape.count(Counter.LOST, objects.lost() + buffers.lost() + direct.lost());
        tape.count(Counter.VERIFIED, 1);
    }
}
