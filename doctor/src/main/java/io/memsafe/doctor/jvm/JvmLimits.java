package io.memsafe.doctor.jvm;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What each area of a JVM may grow to: by its flags, and where there is none, as HotSpot chooses on 64 bits. The rules are those of
 * {@code arguments.cpp}, {@code gcConfig.cpp} and {@code compilerDefinitions.cpp} of JDK 17 to 25.
 *
 * <ul>
 *   <li>Heap: {@code MaxRAMPercentage} (25 %) of the memory, but {@code MinRAMPercentage} (50 %) of it where that is less than
 *       {@value #SMALL_HEAP_BYTES} bytes, which is so below about 250 MiB; and at least so many bytes elsewhere. Without a flag
 *       that speaks of memory, no more than 128 GiB are counted and no more than 30 GiB taken.
 *   <li>Collector: Serial on less than 2 processors or 1792 MiB, else G1.
 *   <li>Code cache: 240 MiB, 48 MiB without tiered compilation. Direct memory: as much as the heap. Stack: 1 MiB. Metaspace: no
 *       bound. Compressed class space: 1 GiB, or 80 % of {@code MaxMetaspaceSize}; it is a part of the metaspace, reserved and not used.
 * </ul>
 *
 * <p>Thread-safety: immutable.
 *
 * @param collector which runs; null if that depends on what is not known
 * @param collectorOrigin whether a flag chose it
 * @param heap the most the heap may have; null if no flag says and no memory is known
 * @param initialHeap what it begins with; null likewise
 * @param metaspace classes, with the compressed class space
 * @param classSpace compressed class space
 * @param codeCache compiled code
 * @param direct direct buffers; null likewise
 * @param stack of one thread
 */
public record JvmLimits(
        @Nullable GarbageCollector collector,
        Origin collectorOrigin,
        @Nullable Amount heap,
        @Nullable Amount initialHeap,
        Amount metaspace,
        Amount classSpace,
        Amount codeCache,
        @Nullable Amount direct,
        Amount stack) {
    static final long SMALL_HEAP_BYTES = 130_862_280;

    private static final long MIB = ByteSize.MIB;
    private static final long MOST_COUNTED = 128L << 30;
    private static final long MOST_COMPRESSED = 30L << 30;
    private static final long SERVER_BYTES = 1792 * MIB;
    private static final double MAX_PERCENT = 25;
    private static final double MIN_PERCENT = 50;
    private static final double INITIAL_PERCENT = 100.0 / 64;

    /**
     * Reckons.
     *
     * @param settings the flags
     * @param machine what the JVM runs in
     * @return what each area may grow to
     */
    public static JvmLimits of(JvmSettings settings, JvmMachine machine) {
        OptionalLong memory = settings.isOff("UseContainerSupport") ? machine.hostBytes() : machine.limitBytes();
        Amount heap = heap(settings, memory).orElse(null);
        GarbageCollector collector =
                settings.collector().orElseGet(() -> usual(settings, memory, machine.processors()));
        return new JvmLimits(
                collector,
                settings.collector().isPresent() ? Origin.FLAG : Origin.DEFAULT,
                heap,
                initialHeap(settings, settings.bytes("MaxRAM").isPresent() ? settings.bytes("MaxRAM") : memory, heap),
                flag(settings, "MaxMetaspaceSize", "-XX:MaxMetaspaceSize")
                        .orElse(new Amount(Amount.UNBOUNDED, Origin.DEFAULT, "no bound")),
                classSpace(settings),
                flag(settings, "ReservedCodeCacheSize", "-XX:ReservedCodeCacheSize")
                        .orElse(
                                tiered(settings)
                                        ? new Amount(240 * MIB, Origin.DEFAULT, "240 MiB")
                                        : new Amount(48 * MIB, Origin.DEFAULT, "48 MiB without tiered compilation")),
                direct(settings, heap),
                flag(settings, "ThreadStackSize", "-Xss")
                        .filter(given -> given.bytes() > 0)
                        .orElse(new Amount(MIB, Origin.DEFAULT, "1 MiB")));
    }

    private static Optional<Amount> flag(JvmSettings settings, String flag, String shown) {
        OptionalLong bytes = settings.bytes(flag);
        return bytes.isPresent() ? Optional.of(new Amount(bytes.getAsLong(), Origin.FLAG, shown)) : Optional.empty();
    }

    private static Optional<Amount> heap(JvmSettings settings, OptionalLong physical) {
        Optional<Amount> given = flag(settings, "MaxHeapSize", "-Xmx");
        if (given.isPresent()) {
            return given;
        }
        OptionalLong maxRam = settings.bytes("MaxRAM");
        if (maxRam.isEmpty() && physical.isEmpty()) {
            return Optional.empty();
        }
        OptionalDouble max = percent(settings, "MaxRAMPercentage", "MaxRAMFraction");
        OptionalDouble min = percent(settings, "MinRAMPercentage", "MinRAMFraction");
        boolean told = maxRam.isPresent()
                || max.isPresent()
                || min.isPresent()
                || settings.percentage("InitialRAMPercentage").isPresent();
        long memory = maxRam.isPresent() ? maxRam.getAsLong() : physical.getAsLong();
        long counted = told ? memory : Math.min(memory, MOST_COUNTED);
        String of = " % of " + ByteSize.text(counted);
        double minPercent = min.orElse(MIN_PERCENT);
        double maxPercent = max.orElse(MAX_PERCENT);
        long small = (long) (counted * minPercent / 100);
        long bytes;
        String why;
        Origin origin = max.isPresent() ? Origin.FLAG : Origin.DEFAULT;
        if (small < SMALL_HEAP_BYTES) {
            bytes = small;
            origin = min.isPresent() ? Origin.FLAG : Origin.DEFAULT;
            why = "MinRAMPercentage, which rules small memory: " + number(minPercent) + of;
        } else {
            long usual = (long) (counted * maxPercent / 100);
            bytes = Math.max(usual, SMALL_HEAP_BYTES);
            why = usual < SMALL_HEAP_BYTES
                    ? "never less on such a machine, though MaxRAMPercentage is " + number(maxPercent) + of
                    : "MaxRAMPercentage, " + number(maxPercent) + of;
        }
        if (!told) {
            bytes = Math.min(bytes, MOST_COMPRESSED);
        }
        OptionalLong initial = settings.bytes("InitialHeapSize");
        if (initial.isPresent() && initial.getAsLong() > bytes) {
            return Optional.of(new Amount(initial.getAsLong(), Origin.FLAG, "-Xms, which is more than " + why));
        }
        return Optional.of(new Amount(bytes, origin, why));
    }

    private static OptionalDouble percent(JvmSettings settings, String flag, String fraction) {
        OptionalDouble percent = settings.percentage(flag);
        OptionalLong parts = settings.bytes(fraction);
        return percent.isEmpty() && parts.isPresent() && parts.getAsLong() > 0
                ? OptionalDouble.of(100.0 / parts.getAsLong())
                : percent;
    }

    private static String number(double percent) {
        return percent == Math.rint(percent)
                ? Long.toString((long) percent)
                : String.format(Locale.ROOT, "%.1f", percent);
    }

    private static @Nullable Amount initialHeap(JvmSettings settings, OptionalLong memory, @Nullable Amount heap) {
        Optional<Amount> given = flag(settings, "InitialHeapSize", "-Xms").filter(amount -> amount.bytes() > 0);
        if (given.isPresent() || heap == null || memory.isEmpty()) {
            return given.orElse(null);
        }
        double percent = settings.percentage("InitialRAMPercentage").orElse(INITIAL_PERCENT);
        long bytes = Math.min(heap.bytes(), Math.max((long) (memory.getAsLong() * percent / 100), 8 * MIB));
        return new Amount(
                bytes,
                settings.percentage("InitialRAMPercentage").isPresent() ? Origin.FLAG : Origin.DEFAULT,
                "InitialRAMPercentage, " + number(percent) + " % of " + ByteSize.text(memory.getAsLong()));
    }

    private static @Nullable Amount direct(JvmSettings settings, @Nullable Amount heap) {
        return flag(settings, "MaxDirectMemorySize", "-XX:MaxDirectMemorySize")
                .filter(given -> given.bytes() > 0)
                .orElse(heap == null ? null : new Amount(heap.bytes(), Origin.DEFAULT, "as much as the heap"));
    }

    private static Amount classSpace(JvmSettings settings) {
        Amount space = flag(settings, "CompressedClassSpaceSize", "-XX:CompressedClassSpaceSize")
                .orElse(new Amount(1024 * MIB, Origin.DEFAULT, "1 GiB reserved, used only as classes come"));
        OptionalLong metaspace = settings.bytes("MaxMetaspaceSize");
        long most = metaspace.isPresent() ? metaspace.getAsLong() / 5 * 4 : Long.MAX_VALUE;
        return space.bytes() <= most ? space : new Amount(most, Origin.DEFAULT, "80 % of -XX:MaxMetaspaceSize");
    }

    private static boolean tiered(JvmSettings settings) {
        boolean one = settings.value("TieredStopAtLevel")
                .filter(level -> !level.equals("4"))
                .isPresent();
        return !settings.interpreted() && !settings.isOff("TieredCompilation") && !one;
    }

    private static @Nullable GarbageCollector usual(
            JvmSettings settings, OptionalLong memory, OptionalDouble processors) {
        OptionalLong told = settings.bytes("ActiveProcessorCount");
        double available = told.isPresent() && told.getAsLong() > 0 ? told.getAsLong() : processors.orElse(-1);
        // A quota of 1.5 processors is two to the JVM.
        if ((available >= 0 && Math.ceil(available) < 2) || (memory.isPresent() && memory.getAsLong() < SERVER_BYTES)) {
            return GarbageCollector.SERIAL;
        }
        return available < 0 || memory.isEmpty() ? null : GarbageCollector.G1;
    }
}
