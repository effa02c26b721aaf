package io.memsafe.doctor.jvm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a JVM is told about memory: the flags of a command line, of {@code JAVA_TOOL_OPTIONS} or of a list. Of a flag given
 * twice the last counts. {@code -Xmx}, {@code -Xms}, {@code -Xmn} and {@code -Xss} are found under the names of the flags that
 * they set: {@code MaxHeapSize}, {@code InitialHeapSize}, {@code MaxNewSize}, {@code ThreadStackSize}. What the JVM does where
 * no flag says it is {@link JvmLimits}.
 *
 * <pre>{@code
 * JvmSettings settings = JvmSettings.parse("java -Xmx512m -XX:+UseSerialGC -jar app.jar");
 * long heap = settings.bytes("MaxHeapSize").orElseThrow();
 * }</pre>
 *
 * <p>Thread-safety: immutable.
 */
public final class JvmSettings {
    /** No flag at all. */
    public static final JvmSettings NONE = new JvmSettings(List.of());

    private static final long KIB = 1024;
    private static final Set<String> SIZES = Set.of(
            "MaxHeapSize",
            "InitialHeapSize",
            "MinHeapSize",
            "SoftMaxHeapSize",
            "NewSize",
            "MaxNewSize",
            "MetaspaceSize",
            "MaxMetaspaceSize",
            "CompressedClassSpaceSize",
            "ReservedCodeCacheSize",
            "InitialCodeCacheSize",
            "MaxDirectMemorySize",
            "MaxRAM",
            "G1HeapRegionSize");
    private static final Set<String> KIBIBYTES =
            Set.of("ThreadStackSize", "VMThreadStackSize", "CompilerThreadStackSize");
    private static final Set<String> PERCENTAGES = Set.of(
            "MaxRAMPercentage", "InitialRAMPercentage", "MinRAMPercentage", "MaxHeapFreeRatio", "MinHeapFreeRatio");
    private static final Set<String> NUMBERS = Set.of(
            "MaxRAMFraction",
            "MinRAMFraction",
            "ActiveProcessorCount",
            "ParallelGCThreads",
            "ConcGCThreads",
            "NewRatio");

    private final List<String> arguments;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final List<String> gcLogs = new ArrayList<>();
    private final @Nullable GarbageCollector collector;
    private final boolean flightRecording;
    private final boolean interpreted;

    private JvmSettings(List<String> arguments) {
        this.arguments = List.copyOf(arguments);
        boolean jfr = false;
        boolean interpreter = false;
        for (String argument : this.arguments) {
            if (argument.startsWith("-XX:")) {
                jfr |= argument.startsWith("-XX:StartFlightRecording") || argument.startsWith("-XX:+FlightRecorder");
                advanced(argument, argument.substring("-XX:".length()));
            } else if (argument.startsWith("-Xmx")) {
                heap(argument, "-Xmx", "MaxHeapSize");
            } else if (argument.startsWith("-Xms")) {
                heap(argument, "-Xms", "InitialHeapSize");
            } else if (argument.startsWith("-Xmn")) {
                heap(argument, "-Xmn", "MaxNewSize");
            } else if (argument.startsWith("-Xss")) {
                long bytes = ByteSize.ofFlag("-Xss", argument.substring("-Xss".length()));
                values.put("ThreadStackSize", Long.toString(bytes));
            } else if (argument.equals("-Xint")) {
                interpreter = true;
            } else if (argument.startsWith("-Xlog:gc")
                    || argument.startsWith("-Xlog:all")
                    || argument.startsWith("-Xloggc:")
                    || argument.equals("-verbose:gc")) {
                gcLogs.add(argument);
            } else if (argument.equals("-Xlog:disable")) {
                gcLogs.clear();
            }
        }
        flightRecording = jfr;
        interpreted = interpreter;
        collector = chosen();
    }

    /**
     * The flags of a text.
     *
     * @param text a whole command line that begins with {@code java}, or options alone; words may be quoted. What is for the
     *     program (after {@code -jar} or the main class) and words that are no options are passed over
     * @return what it sets
     * @throws InvalidFlagException if a JVM would not take a flag
     */
    public static JvmSettings parse(String text) {
        return of(CommandWords.split(text));
    }

    /**
     * The flags of a list, such as that of a running JVM or of a manifest.
     *
     * @param words as for {@link #parse}, already split
     * @return what they set
     * @throws InvalidFlagException if a JVM would not take a flag
     */
    public static JvmSettings of(List<String> words) {
        return new JvmSettings(CommandWords.options(words));
    }

    /**
     * These, and others that come later and so win: {@code JAVA_TOOL_OPTIONS}, then the command line.
     *
     * @param later what comes later
     * @return both
     * @throws InvalidFlagException if together they choose two collectors
     */
    public JvmSettings then(JvmSettings later) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(later.arguments);
        return new JvmSettings(all);
    }

    private void heap(String argument, String option, String flag) {
        long bytes = ByteSize.ofFlag(option, argument.substring(option.length()));
        values.put(flag, Long.toString(bytes));
    }

    private void advanced(String argument, String flag) {
        if (flag.startsWith("+") || flag.startsWith("-")) {
            if (flag.length() > 1) {
                values.put(flag.substring(1), Boolean.toString(flag.charAt(0) == '+'));
            }
            return;
        }
        int equals = flag.indexOf('=');
        if (equals <= 0) {
            return;
        }
        String name = flag.substring(0, equals);
        String value = flag.substring(equals + 1);
        String shown = "-XX:" + name;
        if (SIZES.contains(name)) {
            value = Long.toString(ByteSize.ofFlag(shown, value));
        } else if (KIBIBYTES.contains(name)) {
            value = Long.toString(kibibytes(shown, value));
        } else if (PERCENTAGES.contains(name)) {
            value = Double.toString(percentage(shown, value));
        } else if (NUMBERS.contains(name)) {
            value = Long.toString(number(shown, value));
        }
        values.put(name, value);
        if (name.equals("Flags") || name.equals("VMOptionsFile")) {
            values.put("(more in a file)", ByteSize.shown(argument));
        }
    }

    private static long kibibytes(String flag, String value) {
        long kibibytes = ByteSize.ofFlag(flag, value);
        if (kibibytes > 1 << 20) {
            throw new InvalidFlagException(flag + "=" + ByteSize.shown(value)
                    + " is in KiB, and may be 1048576 (1 GiB) at most: -Xss takes a unit");
        }
        return kibibytes * KIB;
    }

    private static double percentage(String flag, String value) {
        double percent = -1;
        try {
            percent = Double.parseDouble(value);
        } catch (NumberFormatException e) {
            // Said below.
        }
        if (!(percent >= 0 && percent <= 100)) {
            throw new InvalidFlagException(flag + ": '" + ByteSize.shown(value)
                    + "' is no percentage: give a number from 0 to 100, such as 75.0");
        }
        return percent;
    }

    private static long number(String flag, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new InvalidFlagException(flag + ": '" + ByteSize.shown(value) + "' is no whole number");
        }
    }

    private @Nullable GarbageCollector chosen() {
        GarbageCollector found = null;
        for (GarbageCollector candidate : GarbageCollector.values()) {
            if (isOn(candidate.flag())) {
                if (found != null) {
                    throw new InvalidFlagException("-XX:+" + found.flag() + " and -XX:+" + candidate.flag()
                            + " choose two collectors: a JVM does not start with both; keep one");
                }
                found = candidate;
            }
        }
        return found == null && isOn("UseParallelOldGC") ? GarbageCollector.PARALLEL : found;
    }

    /**
     * Whether no flag was found.
     *
     * @return {@code true} if there is nothing a JVM would be told
     */
    public boolean isEmpty() {
        return values.isEmpty() && gcLogs.isEmpty() && !interpreted;
    }

    /**
     * The options, in their order.
     *
     * @return all of them, also those that have nothing to do with memory
     */
    public List<String> arguments() {
        return arguments;
    }

    /**
     * The collector, if a flag chooses it.
     *
     * @return empty if the JVM chooses
     */
    public Optional<GarbageCollector> collector() {
        return Optional.ofNullable(collector);
    }

    /**
     * A size.
     *
     * @param flag without {@code -XX:}, for example {@code MaxMetaspaceSize}; {@code ThreadStackSize} is in bytes here too
     * @return bytes; empty if no flag sets it
     */
    public OptionalLong bytes(String flag) {
        String value = values.get(flag);
        return value == null || !(SIZES.contains(flag) || KIBIBYTES.contains(flag) || NUMBERS.contains(flag))
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(value));
    }

    /**
     * A percentage, such as {@code MaxRAMPercentage}.
     *
     * @param flag without {@code -XX:}
     * @return 0 to 100; empty if no flag sets it
     */
    public OptionalDouble percentage(String flag) {
        String value = values.get(flag);
        return value == null || !PERCENTAGES.contains(flag)
                ? OptionalDouble.empty()
                : OptionalDouble.of(Double.parseDouble(value));
    }

    /**
     * Any other flag of the form {@code -XX:name=value}, or {@code true} and {@code false} for {@code +} and {@code -}.
     *
     * @param flag without {@code -XX:}, for example {@code HeapDumpPath} or {@code NativeMemoryTracking}
     * @return as it was given; empty if it was not
     */
    public Optional<String> value(String flag) {
        return Optional.ofNullable(values.get(flag));
    }

    /**
     * Whether a flag is switched on.
     *
     * @param flag without {@code -XX:+}, for example {@code ExitOnOutOfMemoryError}
     * @return {@code false} also if it is not given
     */
    public boolean isOn(String flag) {
        return "true".equals(values.get(flag));
    }

    /**
     * Whether a flag is switched off.
     *
     * @param flag without {@code -XX:-}, for example {@code UseContainerSupport}
     * @return {@code false} also if it is not given
     */
    public boolean isOff(String flag) {
        return "false".equals(values.get(flag));
    }

    /**
     * The options that log collections.
     *
     * @return for example {@code -Xlog:gc*:file=gc.log}; empty if none does
     */
    public List<String> gcLogs() {
        return List.copyOf(gcLogs);
    }

    /**
     * Whether a flight recording is started with the JVM.
     *
     * @return {@code true} with {@code -XX:StartFlightRecording}
     */
    public boolean flightRecording() {
        return flightRecording;
    }

    /**
     * Whether no method is compiled.
     *
     * @return {@code true} with {@code -Xint}
     */
    public boolean interpreted() {
        return interpreted;
    }

    /** The options. */
    @Override
    public String toString() {
        return String.join(" ", arguments);
    }
}
