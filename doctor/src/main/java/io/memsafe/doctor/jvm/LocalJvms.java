package io.memsafe.doctor.jvm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Finds the JVMs of this machine: those that say so themselves, and on Linux every process with a JVM in it. */
final class LocalJvms {
    private static final int MOST_NAMED = 10;
    private static final int LONGEST_NAME = 80;

    private LocalJvms() {}

    static List<LocalJvm> list() {
        Map<Long, String> found = new TreeMap<>();
        if (LinuxProcess.available()) {
            ProcessHandle.allProcesses().forEach(process -> {
                LinuxProcess candidate = new LinuxProcess(process.pid());
                if (Boolean.TRUE.equals(candidate.isJvm())) {
                    found.put(process.pid(), candidate.mainName());
                }
            });
        }
        try {
            LocalAttach.list().forEach((pid, name) -> {
                if (!name.isEmpty()) {
                    found.merge(pid, name, (ours, theirs) -> ours.isEmpty() ? theirs : ours);
                }
            });
        } catch (LinkageError e) {
            // A runtime without jdk.attach knows of none.
        }
        found.remove(ProcessHandle.current().pid());
        List<LocalJvm> jvms = new ArrayList<>();
        found.forEach((pid, name) -> jvms.add(new LocalJvm(pid, name)));
        return List.copyOf(jvms);
    }

    /** A sentence that names the JVMs there are, to end a message with. */
    static String advice() {
        List<LocalJvm> jvms = list();
        if (jvms.isEmpty()) {
            return ": no JVM that you may see runs on this machine";
        }
        String named = jvms.stream()
                .limit(MOST_NAMED)
                .map(jvm -> jvm.pid() + (jvm.name().isEmpty() ? "" : " " + shortened(jvm.name())))
                .collect(Collectors.joining(", "));
        return ": JVMs of this machine are " + named + (jvms.size() > MOST_NAMED ? ", ..." : "");
    }

    private static String shortened(String name) {
        return name.length() <= LONGEST_NAME ? name : "..." + name.substring(name.length() - LONGEST_NAME);
    }
}
