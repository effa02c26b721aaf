package io.memsafe.doctor.watch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The folders of the control groups of another process, as far as they can be seen where this one runs.
 *
 * <p>Thread-safety: immutable.
 */
final class ControlGroups {
    private final List<String> groups;
    private final List<String> mounts;

    ControlGroups(Path proc, Path process) {
        groups = lines(process.resolve("cgroup"));
        mounts = lines(proc.resolve("self/mountinfo"));
    }

    /** From the group that a controller counts it in, up to the top of what is mounted; empty if there is none. */
    List<Path> of(String controller) {
        for (String group : groups) {
            String[] fields = group.split(":", 3);
            if (fields.length == 3 && Arrays.asList(fields[1].split(",", -1)).contains(controller)) {
                return folders(fields[2], controller, "cgroup");
            }
        }
        for (String group : groups) {
            if (group.startsWith("0::")) {
                return folders(group.substring(3), "", "cgroup2");
            }
        }
        return List.of();
    }

    private List<Path> folders(String group, String controller, String type) {
        for (String line : mounts) {
            String[] halves = line.split(" - ", 2);
            String[] mount = halves[0].split(" ", -1);
            String[] source = halves.length == 2 ? halves[1].split(" ", -1) : new String[0];
            if (mount.length > 4
                    && source.length > 2
                    && source[0].equals(type)
                    && (controller.isEmpty()
                            || Arrays.asList(source[2].split(",", -1)).contains(controller))) {
                return upwards(Path.of(mount[4]), below(group, mount[3]));
            }
        }
        return List.of();
    }

    private static String below(String group, String mountRoot) {
        if (mountRoot.equals("/")) {
            return group.substring(1);
        }
        return group.startsWith(mountRoot + "/") ? group.substring(mountRoot.length() + 1) : "";
    }

    /** A group that is not there is another container's, whose folders cannot be seen from here. */
    private static List<Path> upwards(Path top, String below) {
        List<Path> folders = new ArrayList<>();
        Path own = top.resolve(below).normalize();
        if (own.startsWith(top) && Files.isDirectory(own)) {
            for (Path folder = own; folder != null && folder.startsWith(top); folder = folder.getParent()) {
                folders.add(folder);
            }
        }
        return List.copyOf(folders);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return List.of();
        }
    }
}
