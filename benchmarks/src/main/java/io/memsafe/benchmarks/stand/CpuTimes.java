package io.memsafe.benchmarks.stand;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * Processor time up to now, of the whole machine and of this program with the children that have ended, in clock ticks
 * of the kernel.
 *
 * <p>Thread-safety: immutable.
 *
 * @param busy spent by anyone, time stolen by other virtual machines included
 * @param total passed on all processors, idle or not
 * @param own spent by this process and by its children that have ended and been waited for
 */
public record CpuTimes(long busy, long total, long own) {

    private static final Path MACHINE = Path.of("/proc/stat");
    private static final Path PROCESS = Path.of("/proc/self/stat");

    private static final Pattern SPACES = Pattern.compile("\\s+");

    // Columns of the line "cpu" in /proc/stat, after its name; guest time is in user and nice already.
    private static final int IDLE = 3;
    private static final int IOWAIT = 4;
    private static final int STEAL = 7;

    // Columns of /proc/self/stat after the name of the program: utime, stime, cutime, cstime.
    private static final int FIRST_TIME = 11;
    private static final int LAST_TIME = 14;

    /**
     * The times now.
     *
     * @return empty where there is no {@code /proc}
     */
    public static Optional<CpuTimes> now() {
        try {
            return Optional.of(parse(read(MACHINE), read(PROCESS)));
        } catch (IOException | RuntimeException e) {
            // Not Linux, or one that hides its counters: foreign CPU is then unknown, and the results say so.
            return Optional.empty();
        }
    }

    /**
     * The share of the machine's processor time that others used since an earlier reading.
     *
     * @param earlier the reading before
     * @return 0.0 to 1.0 of all processors; empty if no time has passed
     */
    public OptionalDouble foreignRatioSince(CpuTimes earlier) {
        long passed = total - earlier.total;
        if (passed <= 0) {
            return OptionalDouble.empty();
        }
        double foreign = (busy - earlier.busy) - (double) (own - earlier.own);
        return OptionalDouble.of(Math.min(1, Math.max(0, foreign / passed)));
    }

    static CpuTimes parse(String machine, String process) {
        List<String> columns = words(firstLine(machine));
        long total = 0;
        long busy = 0;
        for (int i = 0; i <= STEAL; i++) {
            long ticks = Long.parseLong(columns.get(i + 1));
            total += ticks;
            busy += i == IDLE || i == IOWAIT ? 0 : ticks;
        }
        List<String> times = words(process.substring(process.lastIndexOf(')') + 1));
        long own = 0;
        for (int i = FIRST_TIME; i <= LAST_TIME; i++) {
            own += Long.parseLong(times.get(i));
        }
        return new CpuTimes(busy, total, own);
    }

    private static List<String> words(String text) {
        return SPACES.splitAsStream(text.strip()).toList();
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
