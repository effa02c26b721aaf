package io.memsafe.doctor.audit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the limits of a control group, of either version, with those of the groups above it. */
final class GroupReader {
    /** Version 1 says so, in whole pages, where there is no limit. */
    private static final long NO_LIMIT_FROM = Long.MAX_VALUE - (1L << 20);

    private final SystemFiles files;

    GroupReader(SystemFiles files) {
        this.files = files;
    }

    /**
     * Reads a group.
     *
     * @param group its path, as in {@code /proc/PID/cgroup}
     * @return null if its files are not to be seen
     */
    @Nullable
    ContainerFacts read(String group) {
        String second = "sys/fs/cgroup/";
        boolean unified = files.isFile(second + "cgroup.controllers");
        String top = unified ? second : second + "memory/";
        List<String> folders = upwards(top, group);
        if (folders.isEmpty()) {
            return null;
        }
        return unified ? second(folders) : first(folders);
    }

    /** The folders of the group and those above it, its own first; a path that leaves the mount has none. */
    private List<String> upwards(String top, String group) {
        List<String> folders = new ArrayList<>();
        String path = group;
        while (!path.isEmpty() && !path.equals("/") && !group.contains("..")) {
            String folder = top + path.substring(1) + "/";
            if (files.isFolder(folder)) {
                folders.add(folder);
            }
            path = path.substring(0, Math.max(0, path.lastIndexOf('/')));
        }
        // Within a container the mount itself is its group.
        if (folders.isEmpty() && files.isFolder(top)) {
            folders.add(top);
        }
        return folders;
    }

    private ContainerFacts second(List<String> folders) {
        String own = folders.get(0);
        Long usage = number(own + "memory.current");
        Long dropped = field(own + "memory.stat", "inactive_file");
        return new ContainerFacts(
                smallest(folders, "memory.max"),
                null,
                null,
                smallest(folders, "memory.swap.max"),
                smallest(folders, "memory.high"),
                quota(folders, "cpu.max"),
                usage == null ? null : Long.valueOf(usage - (dropped == null ? 0 : Math.min(usage, dropped))),
                flag(number(own + "memory.oom.group")),
                Boolean.FALSE,
                field(own + "memory.events", "oom_kill"),
                tasks(own));
    }

    private ContainerFacts first(List<String> folders) {
        String own = folders.get(0);
        Long usage = number(own + "memory.usage_in_bytes");
        Long dropped = field(own + "memory.stat", "total_inactive_file");
        Long limit = smallest(folders, "memory.limit_in_bytes");
        Long withSwap = smallest(folders, "memory.memsw.limit_in_bytes");
        Long swap = limit == null || withSwap == null
                ? null
                : Long.valueOf(withSwap == ContainerFacts.NO_LIMIT ? withSwap : Math.max(0, withSwap - limit));
        List<String> processorFolders = folders.stream()
                .map(folder -> folder.replace("/cgroup/memory/", "/cgroup/cpu/"))
                .toList();
        return new ContainerFacts(
                limit,
                null,
                null,
                swap,
                ContainerFacts.NO_LIMIT,
                firstQuota(processorFolders),
                usage == null ? null : Long.valueOf(usage - (dropped == null ? 0 : Math.min(usage, dropped))),
                Boolean.FALSE,
                flag(field(own + "memory.oom_control", "oom_kill_disable")),
                field(own + "memory.oom_control", "oom_kill"),
                tasks(own));
    }

    /** The smallest bound of any group on the way up; null if no file tells one. */
    private @Nullable Long smallest(List<String> folders, String file) {
        Long smallest = null;
        for (String folder : folders) {
            String text = files.text(folder + file);
            Long bound = text == null ? null : bound(text.strip());
            if (bound != null && (smallest == null || bound < smallest)) {
                smallest = bound;
            }
        }
        return smallest;
    }

    private static @Nullable Long bound(String text) {
        if (text.equals("max")) {
            return ContainerFacts.NO_LIMIT;
        }
        Long number = Texts.number(text);
        return number != null && number >= NO_LIMIT_FROM ? Long.valueOf(ContainerFacts.NO_LIMIT) : number;
    }

    private @Nullable Double quota(List<String> folders, String file) {
        Double smallest = null;
        for (String folder : folders) {
            List<String> words = Texts.words(String.join(" ", files.lines(folder + file)));
            if (words.size() == 2) {
                smallest = smaller(smallest, Texts.number(words.get(0)), Texts.number(words.get(1)));
            }
        }
        return smallest;
    }

    private @Nullable Double firstQuota(List<String> folders) {
        Double smallest = null;
        for (String folder : folders) {
            smallest = smaller(smallest, number(folder + "cpu.cfs_quota_us"), number(folder + "cpu.cfs_period_us"));
        }
        return smallest;
    }

    private static @Nullable Double smaller(@Nullable Double smallest, @Nullable Long quota, @Nullable Long period) {
        if (quota == null || period == null || quota <= 0 || period <= 0) {
            return smallest;
        }
        double processors = (double) quota / period;
        return smallest == null || processors < smallest ? Double.valueOf(processors) : smallest;
    }

    private @Nullable Integer tasks(String folder) {
        return files.isFile(folder + "cgroup.procs")
                ? Integer.valueOf(files.lines(folder + "cgroup.procs").size())
                : null;
    }

    private @Nullable Long number(String path) {
        String text = files.text(path);
        return text == null ? null : Texts.number(text);
    }

    private @Nullable Long field(String path, String name) {
        for (String line : files.lines(path)) {
            List<String> words = Texts.words(line);
            if (words.size() == 2 && words.get(0).equals(name)) {
                return Texts.number(words.get(1));
            }
        }
        return null;
    }

    private static @Nullable Boolean flag(@Nullable Long number) {
        return number == null ? null : Boolean.valueOf(number != 0);
    }
}
