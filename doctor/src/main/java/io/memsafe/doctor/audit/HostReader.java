package io.memsafe.doctor.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what a machine is and how its kernel is set. */
final class HostReader {
    private static final List<String> SETTINGS = List.of(
            "vm.swappiness",
            "vm.overcommit_memory",
            "vm.overcommit_ratio",
            "vm.overcommit_kbytes",
            "vm.min_free_kbytes",
            "vm.max_map_count",
            "vm.panic_on_oom",
            "vm.oom_kill_allocating_task");
    private static final List<String> HUGE_PAGES = List.of("enabled", "defrag");
    private static final List<String> COLLAPSER = List.of("khugepaged/defrag", "khugepaged/max_ptes_none");
    private static final String HUGE_PAGE_FOLDER = "sys/kernel/mm/transparent_hugepage/";

    private final SystemFiles files;

    HostReader(SystemFiles files) {
        this.files = files;
    }

    HostFacts read() {
        return new HostFacts(
                settings(),
                memory(),
                hugePages(),
                swapAreas(),
                stalls(),
                stalledRatio(),
                processors(),
                controlGroupVersion());
    }

    private Map<String, Long> settings() {
        Map<String, Long> settings = new LinkedHashMap<>();
        for (String name : SETTINGS) {
            Long number = files.number(name, "proc/sys/" + name.replace('.', '/'));
            if (number != null) {
                settings.put(name, number);
            }
        }
        return settings;
    }

    private Map<String, Long> memory() {
        Map<String, Long> memory = new LinkedHashMap<>();
        String text = files.text("memory of the machine", "proc/meminfo");
        for (String line : text == null ? List.<String>of() : text.lines().toList()) {
            List<String> words = Texts.words(line);
            if (words.size() < 2 || !words.get(0).endsWith(":")) {
                continue;
            }
            Long number = Texts.number(words.get(1));
            boolean kilobytes = words.size() > 2 && words.get(2).equals("kB");
            if (number != null && number >= 0 && number <= Long.MAX_VALUE >> 10) {
                String name = words.get(0).substring(0, words.get(0).length() - 1);
                memory.put(name, kilobytes ? number << 10 : number);
            }
        }
        return memory;
    }

    private Map<String, String> hugePages() {
        Map<String, String> chosen = new LinkedHashMap<>();
        if (!files.isFolder(HUGE_PAGE_FOLDER)) {
            files.unknown("transparent huge pages", "there is no /" + HUGE_PAGE_FOLDER);
            return chosen;
        }
        for (String name : HUGE_PAGES) {
            String text = files.text("transparent_hugepage/" + name, HUGE_PAGE_FOLDER + name);
            if (text != null) {
                chosen.put(name, bracketed(text));
            }
        }
        for (String name : COLLAPSER) {
            Long number = files.number("transparent_hugepage/" + name, HUGE_PAGE_FOLDER + name);
            if (number != null) {
                chosen.put(name, number.toString());
            }
        }
        return chosen;
    }

    /** Of {@code always [madvise] never} the one in brackets. */
    private static String bracketed(String text) {
        int from = text.indexOf('[');
        int to = text.indexOf(']', from + 1);
        return from < 0 || to < 0 ? text.strip() : text.substring(from + 1, to);
    }

    private @Nullable List<String> swapAreas() {
        String text = files.text("areas of swap", "proc/swaps");
        if (text == null) {
            return null;
        }
        List<String> areas = new ArrayList<>();
        text.lines()
                .skip(1)
                .map(Texts::words)
                .filter(words -> !words.isEmpty())
                .forEach(words -> areas.add(words.get(0)));
        return areas;
    }

    private @Nullable Boolean stalls() {
        return files.isFolder("proc") ? files.isFile("proc/pressure/memory") : null;
    }

    private @Nullable Double stalledRatio() {
        for (String line : files.lines("proc/pressure/memory")) {
            if (line.startsWith("full ")) {
                for (String word : Texts.words(line)) {
                    if (word.startsWith("avg60=")) {
                        return Quantity.plainRatio(word.substring("avg60=".length()));
                    }
                }
            }
        }
        return null;
    }

    private @Nullable Integer processors() {
        String text = files.text("processors", "sys/devices/system/cpu/online");
        if (text == null) {
            return null;
        }
        int count = 0;
        for (String range : text.strip().split(",", -1)) {
            int dash = range.indexOf('-');
            Long from = Texts.number(dash < 0 ? range : range.substring(0, dash));
            Long to = dash < 0 ? from : Texts.number(range.substring(dash + 1));
            if (from == null || to == null || from < 0 || to < from || to > 1 << 20) {
                return null;
            }
            count += (int) (to - from + 1);
        }
        return count;
    }

    private @Nullable Integer controlGroupVersion() {
        if (files.isFile("sys/fs/cgroup/cgroup.controllers")) {
            return 2;
        }
        if (files.isFolder("sys/fs/cgroup/memory")) {
            return 1;
        }
        files.unknown("control groups", "neither version 1 nor 2 is mounted at /sys/fs/cgroup");
        return null;
    }
}
