package io.memsafe.doctor.watch;

import io.memsafe.Measure;
import io.memsafe.PressureLevel;
import io.memsafe.Unit;
import io.memsafe.replay.RecordedArea;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Linux says of a process of this machine: its resident set, its container and the limit of tasks in it. What
 * may not be seen, or is not limited, is left out.
 *
 * <p>Thread-safety: none; used by one thread.
 */
final class LocalProcess {
    private static final long KIBIBYTE = 1024;
    private static final long UNKNOWN = -1;

    private final Path status;
    private final List<Path> memoryGroups;
    private final List<Path> taskGroups;
    private final boolean second;
    private final long hostBytes;

    private LocalProcess(Path proc, long pid) {
        Path folder = proc.resolve(Long.toString(pid));
        status = folder.resolve("status");
        ControlGroups groups = new ControlGroups(proc, folder);
        memoryGroups = groups.of("memory");
        taskGroups = groups.of("pids");
        second = memoryGroups.stream().anyMatch(group -> Files.exists(group.resolve("memory.max")));
        long total = value(proc.resolve("meminfo"), "MemTotal:");
        hostBytes = total > 0 ? total * KIBIBYTE : Long.MAX_VALUE;
    }

    /** The process; {@code null} on a machine without a {@code /proc}. */
    static @Nullable LocalProcess of(long pid) {
        Path proc = Path.of("/proc");
        return Files.exists(proc.resolve(pid + "/status")) ? new LocalProcess(proc, pid) : null;
    }

    void read(List<RecordedArea> areas, List<Measure> measures) {
        long resident = value(status, "VmRSS:");
        if (resident >= 0) {
            measures.add(new Measure("resident-set", Unit.BYTES, (double) (resident * KIBIBYTE)));
        }
        container(areas);
        tightest(areas, "threads", Unit.COUNT, taskGroups, "pids.max", "pids.current", Long.MAX_VALUE);
    }

    /** The working set: what is in use less the pages of files that the kernel drops first. */
    private void container(List<RecordedArea> areas) {
        tightest(
                areas,
                "container",
                Unit.BYTES,
                memoryGroups,
                second ? "memory.max" : "memory.limit_in_bytes",
                second ? "memory.current" : "memory.usage_in_bytes",
                hostBytes);
    }

    private void tightest(
            List<RecordedArea> areas,
            String name,
            Unit unit,
            List<Path> groups,
            String limitFile,
            String usedFile,
            long below) {
        RecordedArea tightest = null;
        for (Path group : groups) {
            long limit = first(group.resolve(limitFile));
            long used = first(group.resolve(usedFile));
            if (limit <= 0 || limit >= below || used < 0) {
                continue;
            }
            if (unit == Unit.BYTES) {
                String key = second ? "inactive_file" : "total_inactive_file";
                used = Math.max(0, used - Math.max(0, value(group.resolve("memory.stat"), key)));
            }
            if (tightest == null || limit - used < tightest.limit() - tightest.used()) {
                tightest = new RecordedArea(name, unit, used, limit, PressureLevel.EMERGENCY);
            }
        }
        if (tightest != null) {
            areas.add(tightest);
        }
    }

    /** The number a file begins with; {@link #UNKNOWN} for {@code max} and for what cannot be read. */
    private static long first(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
            return Long.parseLong(text);
        } catch (IOException | NumberFormatException e) {
            return UNKNOWN;
        }
    }

    private static long value(Path file, String key) {
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
                if (line.startsWith(key + " ") || line.startsWith(key + "\t")) {
                    String number = line.substring(key.length()).strip();
                    int end = number.indexOf(' ');
                    return Long.parseLong(end < 0 ? number : number.substring(0, end));
                }
            }
        } catch (IOException | NumberFormatException e) {
            // It has ended, or the line is none of ours.
        }
        return UNKNOWN;
    }
}
