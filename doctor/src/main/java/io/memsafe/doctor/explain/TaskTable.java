package io.memsafe.doctor.explain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's table of processes, of which the largest are kept. Its columns differ between versions, so they are found by
 * the head; without one, only those that never moved are read. Sizes are pages.
 */
final class TaskTable {
    private static final int MOST = 16;
    private static final int FEWEST_COLUMNS = 6;

    /** A row; sizes in pages. */
    record Task(String name, long pid, long totalPages, long residentPages, long swapPages) {}

    private final List<Task> largest = new ArrayList<>();
    private int swapColumn = -1;
    private int nameColumn = -1;

    /** Takes a line if it is of the table. */
    boolean accept(String message) {
        if (!message.startsWith("[")) {
            return false;
        }
        int close = message.indexOf(']');
        if (close < 0) {
            return false;
        }
        String first = message.substring(1, close).strip();
        String[] columns = words(message.substring(close + 1));
        if (first.equals("pid")) {
            swapColumn = column(columns, "swapents");
            nameColumn = column(columns, "name");
            return true;
        }
        long pid = Scan.number(first, 0);
        if (pid < 0 || columns.length < FEWEST_COLUMNS || Scan.number(columns[3], 0) < 0) {
            return false;
        }
        Task task = new Task(
                name(columns),
                pid,
                Math.max(0, Scan.number(columns[2], 0)),
                Math.max(0, Scan.number(columns[3], 0)),
                swapColumn < 0 || swapColumn >= columns.length ? 0 : Math.max(0, Scan.number(columns[swapColumn], 0)));
        keep(task);
        return true;
    }

    /** A name may have blanks. */
    private String name(String[] columns) {
        if (nameColumn < 0 || nameColumn >= columns.length) {
            return columns[columns.length - 1];
        }
        return String.join(" ", List.of(columns).subList(nameColumn, columns.length));
    }

    private static int column(String[] head, String name) {
        return List.of(head).indexOf(name);
    }

    private void keep(Task task) {
        largest.add(task);
        if (largest.size() > MOST) {
            largest.sort(Comparator.comparingLong((Task kept) -> -kept.residentPages() - kept.swapPages()));
            largest.remove(MOST);
        }
    }

    @Nullable
    Task of(long pid) {
        return largest.stream().filter(task -> task.pid() == pid).findFirst().orElse(null);
    }

    /** The largest by what is resident. */
    List<MemoryUser> users(long pageBytes) {
        return largest.stream()
                .sorted(Comparator.comparingLong((Task task) -> -task.residentPages()))
                .limit(Incident.MOST_USERS)
                .map(task -> new MemoryUser(
                        task.name(), task.pid(), task.residentPages() * pageBytes, task.swapPages() * pageBytes))
                .toList();
    }

    private static String[] words(String text) {
        List<String> words = new ArrayList<>();
        int i = 0;
        while (i < text.length()) {
            while (i < text.length() && text.charAt(i) <= ' ') {
                i++;
            }
            int start = i;
            while (i < text.length() && text.charAt(i) > ' ') {
                i++;
            }
            if (i > start) {
                words.add(text.substring(start, i));
            }
        }
        return words.toArray(new String[0]);
    }
}
