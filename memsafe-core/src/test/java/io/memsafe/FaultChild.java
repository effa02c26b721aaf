package io.memsafe;

import com.sun.management.GarbageCollectionNotificationInfo;
import io.memsafe.signal.Handles;
import io.memsafe.spi.MemorySignal;
import io.memsafe.spi.SignalSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.management.NotificationEmitter;
import javax.management.ObjectName;

/**
 * Programs for child JVMs, each with one fault. All fill the heap until the governor says {@code CRITICAL}, let go,
 * and wait until it says {@code NORMAL}; then they print what the fault is known by.
 */
final class FaultChild {
    private static final int BLOCK_BYTES = 16 << 10;
    private static final long STEP_NANOS = 200_000;
    private static final int MOST_STEPS = 100_000;
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private static byte[] sink = new byte[0];

    private FaultChild() {}

    public static void main(String[] args) throws Exception {
        MemoryGovernor.Builder builder = MemoryGovernor.builder().interval(Duration.ofMillis(20));
        switch (args[0]) {
            case "out-of-memory" -> outOfMemory(builder);
            case "listeners" -> listeners(builder);
            case "hanging-signal" -> signal(builder, "hangs", FaultChild::waitForever);
            case "throwing-signal" ->
                signal(builder, "throws", () -> {
                    throw new IllegalArgumentException("committed = 10 should be < max = 5"); // as JDK-8207200 does
                });
            case "dead-notifications" -> deadNotifications(builder);
            case "vanishing-group" -> vanishingGroup(builder, args[1]);
            case "two-governors" -> twoGovernors(builder);
            case "two-loaders" -> twoLoaders(builder);
            case "close-under-fire" -> closeUnderFire();
            default -> throw new IllegalArgumentException(args[0]);
        }
        System.out.println("left=" + leftBehind());
        System.out.flush();
        Runtime.getRuntime().halt(0); // what hangs would hold up an orderly exit
    }

    private static void waitForever() {
        while (true) {
            try {
                NEVER.await();
            } catch (InterruptedException e) {
                // A thread that hangs for good.
            }
        }
    }

    private static void garbage() {
        for (int i = 0; i < 8; i++) {
            sink = new byte[BLOCK_BYTES];
        }
    }

    /** Fills the heap up to a level, as a leak does, and survives its errors. */
    private static List<byte[]> fill(MemoryGovernor governor, PressureLevel until) {
        return fill(governor::level, until);
    }

    private static List<byte[]> fill(Supplier<PressureLevel> level, PressureLevel until) {
        List<byte[]> held = new ArrayList<>(100_000);
        for (int i = 0; i < MOST_STEPS && !level.get().atLeast(until); i++) {
            try {
                held.add(new byte[BLOCK_BYTES]);
                garbage();
            } catch (OutOfMemoryError e) {
                for (int left = held.size() / 50; left > 0; left--) {
                    held.remove(held.size() - 1);
                }
            }
            LockSupport.parkNanos(STEP_NANOS);
        }
        return held;
    }

    private static void upAndDown(MemoryGovernor governor) {
        fill(governor, PressureLevel.CRITICAL).clear();
        System.out.println("raised=" + governor.level().atLeast(PressureLevel.CRITICAL));
        for (int i = 0; i < MOST_STEPS && governor.level() != PressureLevel.NORMAL; i++) {
            garbage();
            LockSupport.parkNanos(STEP_NANOS);
        }
        System.out.println("end=" + governor.level());
    }

    /** Errors in all threads at once: whoever allocates next meets one, the governor's thread too. */
    private static void outOfMemory(MemoryGovernor.Builder builder) throws InterruptedException {
        try (MemoryGovernor governor = builder.start()) {
            AtomicInteger errors = new AtomicInteger();
            Object[] chain = null;
            for (int size = 1 << 18; size >= 1_024; size /= 2) {
                try {
                    while (true) {
                        Object[] next = new Object[size];
                        next[0] = chain;
                        chain = next;
                    }
                } catch (OutOfMemoryError e) {
                    errors.incrementAndGet();
                }
            }
            for (int i = 0; i < 500 && chain != null; i++) { // steps of the governor fall into a full heap
                LockSupport.parkNanos(STEP_NANOS);
            }
            chain = null;
            System.out.println("errors=" + errors);
            System.out.println("failed-steps=" + governor.failedReadings());
            upAndDown(governor);
        }
    }

    private static void listeners(MemoryGovernor.Builder builder) {
        AtomicInteger heard = new AtomicInteger();
        try (MemoryGovernor governor = builder.start()) {
            governor.onLevelChange("throws", change -> {
                throw new StackOverflowError("on purpose");
            });
            governor.onLevelChange("hangs", change -> waitForever());
            governor.onLevelChange("hears", change -> heard.incrementAndGet());
            upAndDown(governor);
            for (int i = 0; i < MOST_STEPS && heard.get() < 2; i++) {
                LockSupport.parkNanos(STEP_NANOS);
            }
        }
        System.out.println("heard=" + (heard.get() >= 2));
    }

    /** A signal with a fault of its own. */
    private record FaultySignal(String name, Runnable fault) implements MemorySignal {
        @Override
        public Duration interval() {
            return Duration.ofMillis(20);
        }

        @Override
        public void open() {
            // Nothing to open.
        }

        @Override
        public void read(SignalSink sink) {
            fault.run();
        }

        @Override
        public void close() {
            // Nothing to close.
        }
    }

    private static void signal(MemoryGovernor.Builder builder, String name, Runnable fault) {
        try (MemoryGovernor governor =
                builder.signal(new FaultySignal(name, fault)).start()) {
            upAndDown(governor);
            System.out.println("signals=" + governor.assessment().signals());
        }
    }

    /** Somebody else's listener hangs: the JVM has one thread for all notifications. */
    private static void deadNotifications(MemoryGovernor.Builder builder) {
        for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
            ((NotificationEmitter) bean)
                    .addNotificationListener(
                            (notification, handback) -> {
                                if (notification
                                        .getType()
                                        .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
                                    waitForever();
                                }
                            },
                            null,
                            null);
        }
        System.gc();
        try (MemoryGovernor governor = builder.start()) {
            upAndDown(governor);
            System.out.println("signals=" + governor.assessment().signals());
        }
    }

    /** The control group is removed while the governor reads its files. */
    private static void vanishingGroup(MemoryGovernor.Builder builder, String door) {
        RealControlGroup.enter(door);
        try (MemoryGovernor governor = builder.start()) {
            for (int i = 0; i < MOST_STEPS && !absence(governor).equals("null"); i++) {
                LockSupport.parkNanos(STEP_NANOS);
            }
            System.out.println("before=" + absence(governor));
            Path group = Path.of(door).getParent();
            RealControlGroup.enter(group.resolveSibling("cgroup.procs").toString());
            try {
                Files.delete(group);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            for (int i = 0; i < MOST_STEPS && absence(governor).equals("null"); i++) {
                LockSupport.parkNanos(STEP_NANOS);
            }
            System.out.println("after=" + absence(governor));
            upAndDown(governor);
        }
    }

    private static String absence(MemoryGovernor governor) {
        for (SignalStatus status : governor.assessment().signals()) {
            if (status.name().equals("container")) {
                return String.valueOf(status.absence());
            }
        }
        return "not read";
    }

    private static void twoGovernors(MemoryGovernor.Builder builder) {
        try (MemoryGovernor first = builder.start();
                MemoryGovernor second = builder.start()) {
            List<byte[]> held = fill(first, PressureLevel.CRITICAL);
            // One that was raised for its growth alone would fall while the other is still on its way up.
            held.addAll(fill(second, PressureLevel.CRITICAL));
            System.out.println("both=" + second.level().atLeast(PressureLevel.CRITICAL));
            held.clear();
            first.close();
            upAndDown(second);
        }
    }

    private static void twoLoaders(MemoryGovernor.Builder builder) throws Exception {
        List<URL> path = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(System.getProperty("path.separator"))) {
            path.add(url(entry));
        }
        try (URLClassLoader other = new URLClassLoader(path.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
                MemoryGovernor own = builder.start()) {
            Class<?> type = other.loadClass(MemoryGovernor.class.getName());
            Object stranger = type.getMethod("start").invoke(null);
            List<byte[]> held = fill(own, PressureLevel.CRITICAL);
            Supplier<PressureLevel> level = () -> levelOf(stranger);
            held.addAll(fill(level, PressureLevel.CRITICAL));
            System.out.println(
                    "both=" + (type != MemoryGovernor.class && level.get().atLeast(PressureLevel.CRITICAL)));
            held.clear();
            type.getMethod("close").invoke(stranger);
            upAndDown(own);
        }
    }

    private static PressureLevel levelOf(Object stranger) {
        try {
            return PressureLevel.valueOf(
                    String.valueOf(stranger.getClass().getMethod("level").invoke(stranger)));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Governors come and go while garbage flies and levels change. */
    private static void closeUnderFire() throws InterruptedException {
        MemoryGovernor.start().close(); // a class that meets an OutOfMemoryError as it is loaded is broken for good
        List<Thread> fire = new ArrayList<>();
        CountDownLatch end = new CountDownLatch(1);
        for (int i = 0; i < 2; i++) {
            Thread thread = new Thread(() -> {
                List<byte[]> held = new ArrayList<>();
                while (end.getCount() > 0) {
                    try {
                        held.add(new byte[BLOCK_BYTES]);
                        garbage();
                    } catch (OutOfMemoryError e) {
                        held.clear();
                    }
                }
            });
            thread.setDaemon(true);
            thread.start();
            fire.add(thread);
        }
        int closed = 0;
        for (int i = 0; i < 6; i++) {
            try (MemoryGovernor governor =
                    MemoryGovernor.builder().interval(Duration.ofMillis(1)).start()) {
                governor.onLevelChange("hears", change -> garbage());
                LockSupport.parkNanos(STEP_NANOS * (i % 7));
                governor.close();
                closed++;
            } catch (OutOfMemoryError e) {
                closed++; // it could not start, and must leave nothing behind either
            }
        }
        end.countDown();
        for (Thread thread : fire) {
            thread.join();
        }
        System.out.println("raised=true");
        System.out.println("end=NORMAL");
        System.out.println("closed=" + closed);
    }

    /** Threads, log outputs, temporary files and open files of a governor that are still there. */
    private static List<String> leftBehind() throws Exception {
        List<String> left = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) { // threads that were asked to end may need a moment
            left.clear();
            Thread.getAllStackTraces().keySet().stream()
                    .map(Thread::getName)
                    .filter(name -> name.startsWith("memsafe-"))
                    .forEach(left::add);
            if (left.isEmpty()) {
                break;
            }
            LockSupport.parkNanos(STEP_NANOS);
        }
        Object outputs = ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "vmLog",
                        new Object[] {new String[] {"list"}},
                        new String[] {String[].class.getName()});
        if (String.valueOf(outputs).contains("memsafe-")) {
            left.add("a log output");
        }
        String own = "memsafe-marks-" + ProcessHandle.current().pid() + "-";
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            files.filter(file -> file.getFileName().toString().startsWith(own)).forEach(file -> left.add("" + file));
        }
        left.addAll(handlesLeft());
        return left;
    }

    /** Open files, unless all of them can be handles that the JDK has lost. */
    private static List<String> handlesLeft() throws IOException {
        List<String> left = handles();
        return left.size() > Handles.lostAtMost() ? left : List.of();
    }

    private static List<String> handles() throws IOException {
        Path open = Path.of("/proc/self/fd");
        if (!Files.isDirectory(open)) {
            return List.of();
        }
        try (Stream<Path> handles = Files.list(open)) {
            return handles.map(FaultChild::target)
                    .filter(target -> target.contains("memsafe-marks") || target.contains("/cgroup/"))
                    .toList();
        }
    }

    private static String target(Path handle) {
        try {
            return Files.readSymbolicLink(handle).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile, as that of this very listing
        }
    }
}
