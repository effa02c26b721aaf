package io.memsafe.doctor.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the facts of a machine from {@code /proc}, {@code /sys} and {@code /etc/systemd}, or from a copy of them. Nothing is changed, and nothing
 * is run.
 *
 * <p>Thread-safety: none; used by one thread.
 */
public final class MachineReader {
    private static final int MOST_COUNTED_MAPS = 20;
    private static final int MOST_WORKLOADS = 100;
    private static final long LARGE = 64 << 20;

    private final boolean here;
    private final SystemFiles files;
    private final ProcessReader processes;
    private final GroupReader groups;

    /**
     * For a machine.
     *
     * @param root {@code /}, or a folder with a copy of {@code proc}, {@code sys} and {@code etc}
     */
    public MachineReader(Path root) {
        here = root.equals(Path.of("/"));
        files = new SystemFiles(root);
        processes = new ProcessReader(files);
        groups = new GroupReader(files);
    }

    /**
     * Reads the machine with all that runs on it.
     *
     * @return facts; each JVM is a workload
     */
    public Facts read() {
        HostFacts host = new HostReader(files).read();
        List<ProcessFacts> all = others();
        List<UnitFacts> units = new UnitReader(files).all();
        List<Workload> workloads = new ArrayList<>();
        Set<String> groups = new HashSet<>();
        for (ProcessFacts process : largestFirst(all)) {
            // Of a database with many processes its group is judged once.
            boolean judged = process.isJava() || (isLargeStore(process) && groups.add(String.valueOf(process.group())));
            if (judged && workloads.size() < MOST_WORKLOADS) {
                workloads.add(workload(process, host));
            }
        }
        return new Facts(host, all, units, workloads, files.unknown());
    }

    /**
     * Reads the machine, and one process with its control group.
     *
     * @param pid of the process
     * @return facts with that process as the only workload; null if there is no such process
     */
    public @Nullable Facts read(long pid) {
        ProcessFacts process = processes.one(pid);
        if (process == null) {
            return null;
        }
        HostFacts host = new HostReader(files).read();
        List<ProcessFacts> all = others();
        return new Facts(host, all, List.of(), List.of(workload(process, host)), files.unknown());
    }

    /** All but this one, which is gone in a moment. */
    private List<ProcessFacts> others() {
        long own = here ? ProcessHandle.current().pid() : -1;
        return withMaps(
                processes.all().stream().filter(process -> process.pid() != own).toList());
    }

    private static boolean isLargeStore(ProcessFacts process) {
        Profile profile = Profile.ofProgram(process.name());
        return (profile == Profile.DATABASE || profile == Profile.IN_MEMORY) && process.heldBytes() > LARGE;
    }

    private static List<ProcessFacts> largestFirst(List<ProcessFacts> all) {
        return all.stream()
                .sorted(Comparator.comparingLong(ProcessFacts::heldBytes).reversed())
                .toList();
    }

    /** The largest have their mappings counted. */
    private List<ProcessFacts> withMaps(List<ProcessFacts> all) {
        Set<Long> largest = new HashSet<>();
        largestFirst(all).stream().limit(MOST_COUNTED_MAPS).forEach(process -> largest.add(process.pid()));
        return all.stream()
                .map(process -> largest.contains(process.pid()) ? processes.withMaps(process) : process)
                .toList();
    }

    private Workload workload(ProcessFacts process, HostFacts host) {
        String name = process.name() + " (" + process.pid() + ")";
        String where = "process " + process.pid();
        ContainerFacts container = process.group() == null ? null : groups.read(process.group());
        if (container == null) {
            files.unknown("limits of " + name, "its control group is not to be seen below /sys/fs/cgroup");
        }
        return new Workload(
                name,
                where,
                Profile.ofProgram(process.name()),
                container,
                process.isJava() ? jvm(process, name, container, host) : null,
                null);
    }

    private JvmFacts jvm(ProcessFacts process, String name, @Nullable ContainerFacts container, HostFacts host) {
        List<String> environment = processes.environment(process.pid());
        List<String> variables = new ArrayList<>();
        Boolean arenas = environment == null ? null : Boolean.FALSE;
        for (String variable : environment == null ? List.<String>of() : environment) {
            if (variable.startsWith("JAVA_TOOL_OPTIONS=") || variable.startsWith("JDK_JAVA_OPTIONS=")) {
                variables.add(variable.substring(variable.indexOf('=') + 1));
            }
            if (variable.startsWith("MALLOC_ARENA_MAX=") || variable.startsWith("LD_PRELOAD=")) {
                arenas = Boolean.TRUE;
            }
        }
        if (environment == null) {
            files.unknown("environment of " + name, "/proc/" + process.pid() + "/environ cannot be read");
        }
        return JvmFacts.of(
                variables, process.arguments(), JvmFacts.machine(version(process.pid()), container, host), arenas);
    }

    /** From the file {@code release} beside {@code bin/java}; null if there is none. */
    private @Nullable Integer version(long pid) {
        Path java;
        try {
            java = files.at("proc/" + pid + "/exe").toRealPath();
        } catch (IOException e) {
            return null;
        }
        Path bin = java.getParent();
        Path home = bin == null ? null : bin.getParent();
        if (home == null) {
            return null;
        }
        for (String line : new SystemFiles(home).lines("release")) {
            if (line.startsWith("JAVA_VERSION=\"")) {
                return feature(line.substring("JAVA_VERSION=\"".length()));
            }
        }
        return null;
    }

    /** 17 of 17.0.15, 8 of 1.8.0_372. */
    private static @Nullable Integer feature(String version) {
        String text = version.startsWith("1.") ? version.substring(2) : version;
        int end = 0;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        Long number = Texts.number(text.substring(0, end));
        return number == null || number > 1000 ? null : Integer.valueOf(number.intValue());
    }
}
