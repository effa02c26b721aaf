package io.memsafe.doctor.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What does not keep a plan from fitting, but should be known. */
final class Notes {
    private Notes() {}

    static List<String> of(Machine machine) {
        List<String> notes = new ArrayList<>();
        double cpu = machine.services().stream()
                .filter(ContainerService.class::isInstance)
                .map(ContainerService.class::cast)
                .mapToDouble(container -> container.pods() * container.cpu())
                .sum();
        int cores = machine.nodes() * machine.cores();
        if (cpu > cores) {
            notes.add(String.format(
                    Locale.ROOT,
                    "the containers ask for %.1f cores at their most, and there are %d: some would wait for a place",
                    cpu,
                    cores));
        }
        if (machine.guard() == Guard.SYSTEMD_OOMD && machine.swapBytes() == 0) {
            notes.add("systemd-oomd acts on pressure, which without swap rises only when it is nearly too late");
        }
        if (machine.guard() == Guard.NONE && machine.cluster() == null) {
            notes.add(
                    "only the kernel acts when memory runs out: 'guard: earlyoom' acts before the machine stands still");
        }
        for (Service service : machine.services()) {
            if (service instanceof JvmService jvm
                    && jvm.heapBytes() == null
                    && jvm.claim().memoryBytes() == null) {
                notes.add(
                        jvm.claim().name()
                                + ": its heap is what was left over, not what it needs: 'memsafe-doctor size' tells that from its logs");
            }
        }
        return notes;
    }
}
