package io.memsafe.benchmarks.giveback.child;

import io.memsafe.MemoryGovernor;
import io.memsafe.PressureLevel;
import io.memsafe.benchmarks.giveback.child.Tape.Counter;
import io.memsafe.benchmarks.giveback.child.Tape.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;

/** The main class of a child: runs the program through one time of need, and leaves a {@link Tape}. */
public final class GiveBackChild {
    /** Of what the collector can fill, live when every part keeps its share at {@code CRITICAL} and the ballast is full. */
    private static final double FULL_RATIO = 0.91;
    /** Up to here the ballast grows fast. */
    private static final double FAST_RATIO = 0.70;

    private static final double FAST_BYTES_PER_SECOND = 60 << 20;
    private static final double BYTES_PER_SECOND = 8 << 20;
    private static final int WORKERS = 2;
    private static final long NORMAL_MILLIS = 20_000;
    private static final long TICK_MILLIS = 10;
    private static final double MOST_SECONDS = 150;

    private volatile boolean working = true;
    private final LongAdder results = new LongAdder();
    private final LongAdder operations = new LongAdder();
    private final Way way;
    private final Pace pace;
    private final Tape tape;
    private final MemoryGovernor governor;
    private final Program program;
    private final Ballast ballast = new Ballast();
    private final long baseBytes;

    private GiveBackChild(Way way, Path file, Pace pace) throws IOException {
        this.way = way;
        this.pace = pace;
        this.tape = Tape.create(file, (int) (MOST_SECONDS * 1e9 / Sampler.INTERVAL_NANOS));
        this.governor = MemoryGovernor.start();
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        this.baseBytes = runtime.totalMemory() - runtime.freeMemory();
        this.program = new Program(way);
        if (way.isBound()) {
            program.bind(governor, tape);
        }
    }

    /**
     * Runs the program.
     *
     * @param arguments the name of the {@link Way}, the file to record into, and {@code quick} or {@code full}
     * @throws Exception if it cannot record, or is interrupted
     */
    public static void main(String[] arguments) throws Exception {
        Pace pace = arguments[2].equals("quick") ? Pace.QUICK : Pace.FULL;
        new GiveBackChild(Way.valueOf(arguments[0]), Path.of(arguments[1]), pace).run();
        Runtime.getRuntime().halt(0);
    }

    @SuppressWarnings("EnumOrdinal") // writer and reader of the tape are of one build
    private void run() throws InterruptedException {
        governor.onLevelChange(
                "tape",
                change -> tape.event(
                        Kind.LEVEL, change.from().ordinal(), change.to().ordinal()));
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            Program.Work work = program.new Work(i + 1);
            Thread worker = new Thread(() -> work(work), "lab-worker-" + i);
            worker.start();
            workers.add(worker);
        }
        new Sampler(tape, governor, program, ballast, operations).start();
        warmUp();
        tape.event(Kind.BASELINE);
        Thread.sleep(pace.baselineMillis());
        press();
        Thread.sleep(pace.holdMillis());
        tape.event(Kind.DROP);
        ballast.drop();
        awaitNormal();
        Thread.sleep(pace.recoveryMillis());
        tape.event(Kind.END);
        working = false;
        for (Thread worker : workers) {
            worker.join();
        }
        tape.count(Counter.RESULTS, results.sum());
        program.verify(tape);
    }

    private void work(Program.Work work) {
        try {
            int result = 0;
            while (working) {
                result ^= work.operate();
                operations.increment();
            }
            results.add(result);
            work.end();
        } catch (TimeoutException e) {
            throw new IllegalStateException("a worker got no object", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Until caches are full and the throughput is steady, with the pools as full as a busy hour leaves them. */
    private void warmUp() throws InterruptedException {
        for (long waited = 0; !program.isWarm(way) && waited < pace.mostWarmUpMillis(); waited += TICK_MILLIS) {
            Thread.sleep(TICK_MILLIS);
        }
        program.rush();
        long before = throughput();
        for (int i = 0; i < pace.mostSteadyLooks(); i++) {
            long now = throughput();
            if (Math.abs(now - before) < pace.steadyRatio() * before) {
                return;
            }
            before = now;
        }
    }

    private long throughput() throws InterruptedException {
        long begin = operations.sum();
        Thread.sleep(pace.lookMillis());
        return operations.sum() - begin;
    }

    /** The size of the ballast is the same for every way: it is told what the parts may hold, not what they hold. */
    private void press() {
        long capacity = governor.assessment().heap().capacityBytes();
        tape.count(Counter.CAPACITY_BYTES, capacity);
        tape.count(Counter.BASE_BYTES, baseBytes);
        long most = 0;
        long critical = 0;
        for (Part part : Part.values()) {
            most += part.inHeap() ? part.mostBytes() : 0;
            critical += part.inHeap() ? part.keptBytes(PressureLevel.CRITICAL, part.mostBytes()) : 0;
        }
        tape.event(Kind.PRESSURE);
        ballast.growTo((long) (FAST_RATIO * capacity) - baseBytes - most, FAST_BYTES_PER_SECOND);
        ballast.growTo((long) (FULL_RATIO * capacity) - baseBytes - critical, BYTES_PER_SECOND);
        tape.event(Kind.FULL);
    }

    private void awaitNormal() throws InterruptedException {
        for (long waited = 0;
                governor.level() != PressureLevel.NORMAL && waited < NORMAL_MILLIS;
                waited += TICK_MILLIS) {
            Thread.sleep(TICK_MILLIS);
        }
    }
}
