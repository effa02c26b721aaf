package io.memsafe.doctor.config;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Settings of earlyoom. */
final class EarlyoomFile {
    /** What the kernel keeps of the name of a process. */
    private static final int LONGEST_NAME = 15;

    private EarlyoomFile() {}

    static List<ConfigFile> of(MemoryPlan plan) {
        Machine machine = plan.machine();
        if (machine.guard() != Guard.EARLYOOM) {
            return List.of();
        }
        Set<String> avoid =
                new TreeSet<>(List.of("sshd", "systemd", "systemd-journal", "systemd-logind", "dbus-daemon"));
        Set<String> prefer = new TreeSet<>();
        for (ServicePlan service : plan.services()) {
            Unit unit = service.service().unit();
            if (unit != null) {
                String process = unit.process()
                        .substring(0, Math.min(LONGEST_NAME, unit.process().length()));
                switch (service.service().claim().importance()) {
                    case MUST_LIVE -> avoid.add(process);
                    case FIRST_TO_GO -> prefer.add(process);
                    case NORMAL -> {}
                }
            }
        }
        prefer.removeAll(avoid); // all JVMs are called java: spare them then
        long term = Bytes.kib(machine.cacheBytes() / 2);
        String arguments = "-r 3600 -s 100 -M " + term + "," + term / 2 + " --avoid '" + either(avoid) + "'"
                + (prefer.isEmpty() ? "" : " --prefer '" + either(prefer) + "'");
        return List.of(new ConfText("#")
                .head(machine, "Goes to /etc/default/earlyoom.")
                .blank()
                .why("The plan leaves " + Bytes.text(machine.cacheBytes())
                        + " to the cache of files. When half of that is not there any more something outside of the plan"
                        + " grows: SIGTERM then, and SIGKILL at a quarter. Swap counts for nothing (-s 100), for the plan uses"
                        + " none. Processes are known by their names.")
                .line("EARLYOOM_ARGS=\"" + arguments + "\"")
                .at("default/earlyoom"));
    }

    private static String either(Set<String> names) {
        return "^(" + String.join("|", names) + ")$";
    }
}
