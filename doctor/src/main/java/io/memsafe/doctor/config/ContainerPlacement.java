package io.memsafe.doctor.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Whether all containers, at their most, find a place on the nodes: the largest first, each on the first node with room. A
 * sum over all nodes does not tell, for a container cannot be split.
 */
final class ContainerPlacement {
    private ContainerPlacement() {}

    /** What does not fit, in sentences; of settings in the order of the services. */
    static List<String> problems(Machine machine, List<Settings> settings) {
        List<String> problems = new ArrayList<>();
        List<ContainerSettings> containers = new ArrayList<>();
        long others = 0;
        for (Settings each : settings) {
            if (each instanceof ContainerSettings container) {
                containers.add(container);
            } else {
                others += each.budgetBytes();
            }
        }
        if (containers.isEmpty()) {
            return problems;
        }
        containers.sort(Comparator.comparingLong(each -> -each.container().limitBytes()));
        long[] room = new long[machine.nodes()];
        Arrays.fill(room, machine.availableBytes() / machine.nodes() - others);
        for (ContainerSettings each : containers) {
            ContainerService container = each.container();
            long lack = each.insideBytes() - container.limitBytes();
            if (lack > 0) {
                problems.add(container.claim().name() + ": its JVM needs " + Bytes.text(each.insideBytes())
                        + " at least, and its limit is " + Bytes.text(container.limitBytes()) + ": " + lack
                        + " bytes are missing");
            }
            int placed = place(container, room);
            if (placed < container.pods()) {
                problems.add(container.claim().name() + ": of " + container.pods() + " containers with "
                        + Bytes.text(container.limitBytes()) + " (" + container.most()
                        + ", and one more while a version is rolled out) " + placed + " find room on "
                        + (room.length == 1 ? "the node" : room.length + " nodes"));
            }
        }
        return problems;
    }

    private static int place(ContainerService container, long[] room) {
        int placed = 0;
        for (int node = 0; node < room.length; node++) {
            while (placed < container.pods() && room[node] >= container.limitBytes()) {
                room[node] -= container.limitBytes();
                placed++;
            }
        }
        return placed;
    }
}
