package io.memsafe.doctor.audit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the processes of a machine. */
final class ProcessReader {
    private static final int MOST_ARGUMENTS = 2_000;
    private static final int MOST_PROCESSES = 50_000;

    private final SystemFiles files;

    ProcessReader(SystemFiles files) {
        this.files = files;
    }

    List<ProcessFacts> all() {
        List<ProcessFacts> processes = new ArrayList<>();
        for (String name : files.names("proc")) {
            Long pid = Texts.number(name);
            ProcessFacts process = pid == null || pid <= 0 || processes.size() >= MOST_PROCESSES ? null : one(pid);
            if (process != null) {
                processes.add(process);
            }
        }
        if (processes.isEmpty()) {
            files.unknown("processes", "there are none below /proc");
        }
        return processes;
    }

    /** One process; null if there is none of that number, or it ended meanwhile. */
    @Nullable
    ProcessFacts one(long pid) {
        String folder = "proc/" + pid + "/";
        String name = files.text(folder + "comm");
        Long resident = null;
        Long swap = null;
        Long pageTables = null;
        for (String line : files.lines(folder + "status")) {
            if (name == null && line.startsWith("Name:")) {
                name = line.substring("Name:".length());
            } else if (line.startsWith("VmRSS:")) {
                resident = kilobytes(line);
            } else if (line.startsWith("VmSwap:")) {
                swap = kilobytes(line);
            } else if (line.startsWith("VmPTE:")) {
                pageTables = kilobytes(line);
            }
        }
        if (name == null) {
            return null;
        }
        return new ProcessFacts(
                pid,
                name.strip(),
                arguments(pid),
                plain(folder + "oom_score"),
                plain(folder + "oom_score_adj"),
                resident,
                swap,
                pageTables,
                group(folder),
                null);
    }

    /** With the number of its mappings, which costs the kernel some work to tell. */
    ProcessFacts withMaps(ProcessFacts process) {
        return new ProcessFacts(
                process.pid(),
                process.name(),
                process.arguments(),
                process.score(),
                process.scoreAdjustment(),
                process.residentBytes(),
                process.swapBytes(),
                process.pageTableBytes(),
                process.group(),
                files.lineCount("proc/" + process.pid() + "/maps"));
    }

    /** The command line, whose parts end with a zero. */
    List<String> arguments(long pid) {
        return zeroEnded(files.text("proc/" + pid + "/cmdline"));
    }

    /** The environment, as {@code NAME=value}; null if it may not be read. */
    @Nullable
    List<String> environment(long pid) {
        String text = files.text("proc/" + pid + "/environ");
        return text == null ? null : zeroEnded(text);
    }

    private static List<String> zeroEnded(@Nullable String text) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        while (text != null && from < text.length() && parts.size() < MOST_ARGUMENTS) {
            int to = text.indexOf('\0', from);
            parts.add(text.substring(from, to < 0 ? text.length() : to));
            from = to < 0 ? text.length() : to + 1;
        }
        return parts;
    }

    private @Nullable String group(String folder) {
        String second = null;
        for (String line : files.lines(folder + "cgroup")) {
            String[] fields = line.split(":", 3);
            if (fields.length == 3 && List.of(fields[1].split(",", -1)).contains("memory")) {
                return fields[2];
            }
            if (fields.length == 3 && fields[0].equals("0")) {
                second = fields[2];
            }
        }
        return second;
    }

    private @Nullable Long plain(String path) {
        String text = files.text(path);
        return text == null ? null : Texts.number(text);
    }

    private static @Nullable Long kilobytes(String line) {
        List<String> words = Texts.words(line);
        Long number = words.size() < 2 ? null : Texts.number(words.get(1));
        return number == null || number < 0 || number > Long.MAX_VALUE >> 10 ? null : Long.valueOf(number << 10);
    }
}
