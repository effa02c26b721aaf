package io.memsafe.signal;

import io.memsafe.spi.SignalUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the folders of this process's control group, from its own up to the top of what is mounted.
 *
 * <p>{@code /proc/self/cgroup} names the group, {@code /proc/self/mountinfo} where its hierarchy is mounted and which
 * group the mount shows as its top. In a container with a name space of its own both may name paths that do not exist
 * here; the mount itself is then the group.
 *
 * @param version 1 or 2
 * @param folders the own group first, then each one above it
 */
record ControlGroup(int version, List<Path> folders) {

    /**
     * Finds the group that a controller limits.
     *
     * @param root where {@code proc} and {@code sys} are, usually {@code /}
     * @param controller such as {@code memory} or {@code pids}
     * @throws SignalUnavailableException if there is none, with the reason
     */
    static ControlGroup find(Path root, String controller) throws SignalUnavailableException {
        List<String> groups = lines(root.resolve("proc/self/cgroup"));
        List<String> mounts = lines(root.resolve("proc/self/mountinfo"));
        for (String group : groups) {
            String[] fields = group.split(":", 3);
            if (fields.length == 3 && List.of(fields[1].split(",", -1)).contains(controller)) {
                return locate(root, 1, fields[2], mounts, controller);
            }
        }
        for (String group : groups) {
            if (group.startsWith("0::")) {
                return locate(root, 2, group.substring(3), mounts, controller);
            }
        }
        throw new SignalUnavailableException("this process is in no control group of " + controller);
    }

    private static ControlGroup locate(Path root, int version, String group, List<String> mounts, String controller)
            throws SignalUnavailableException {
        for (String line : mounts) {
            // id parent device root mount-point options [tags] - type source super-options
            String[] halves = line.split(" - ", 2);
            String[] mount = halves[0].split(" ", -1);
            String[] type = halves.length == 2 ? halves[1].split(" ", -1) : new String[0];
            boolean fits = mount.length > 4
                    && type.length > 2
                    && (version == 2
                            ? type[0].equals("cgroup2")
                            : type[0].equals("cgroup")
                                    && List.of(type[2].split(",", -1)).contains(controller));
            if (fits) {
                Path top = root.resolve(mount[4].substring(1));
                return new ControlGroup(version, upwards(top, below(group, mount[3])));
            }
        }
        throw new SignalUnavailableException(
                "the control groups of " + controller + " (version " + version + ") are not mounted");
    }

    /** The path of a group below the one that the mount shows as its top; empty if it does not lie below. */
    private static String below(String group, String mountRoot) {
        if (mountRoot.equals("/")) {
            return group.substring(1);
        }
        return group.startsWith(mountRoot + "/") ? group.substring(mountRoot.length() + 1) : "";
    }

    private static List<Path> upwards(Path top, String below) {
        List<Path> folders = new ArrayList<>();
        Path own = top.resolve(below).normalize();
        if (!own.startsWith(top) || !Files.isDirectory(own)) {
            own = top;
        }
        for (Path folder = own; folder != null && folder.startsWith(top); folder = folder.getParent()) {
            folders.add(folder);
        }
        return List.copyOf(folders);
    }

    private static List<String> lines(Path file) throws SignalUnavailableException {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new SignalUnavailableException(file + " cannot be read: " + e, e);
        }
    }
}
