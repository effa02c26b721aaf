package io.memsafe.doctor.audit;

import static io.memsafe.doctor.audit.Severity.INFO;
import static io.memsafe.doctor.audit.Severity.WARNING;

import io.memsafe.doctor.audit.Rule.Sink;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Huge pages, transparent and reserved. */
final class HugePageRules {
    private static final String FOLDER = "/sys/kernel/mm/transparent_hugepage/";
    private static final String MADVISE = "echo madvise > " + FOLDER
            + "enabled, and transparent_hugepage=madvise on the kernel's command line to keep it";
    private static final double RESERVED_RATIO = 0.05;
    private static final long SPARSE_PAGES = 64;

    static final List<Rule> ALL = List.of(
            Rule.host(
                    "host.huge-pages",
                    "transparent huge pages: `enabled`",
                    Sources.HUGE_PAGES,
                    true,
                    HugePageRules::enabled),
            Rule.host(
                    "host.huge-pages-defrag",
                    "transparent huge pages: `defrag`, compaction while a program waits",
                    Sources.HUGE_PAGES,
                    true,
                    HugePageRules::defrag),
            Rule.host(
                    "host.khugepaged",
                    "khugepaged: `defrag` and `max_ptes_none`",
                    Sources.HUGE_PAGES,
                    true,
                    HugePageRules::collapser),
            Rule.host(
                    "host.reserved-huge-pages",
                    "reserved huge pages that nobody uses",
                    Sources.RESERVED_HUGE_PAGES,
                    false,
                    HugePageRules::reserved));

    private HugePageRules() {}

    private static void enabled(HostFacts host, Facts facts, Profile profile, Sink sink) {
        String enabled = host.hugePages().get("enabled");
        if (enabled == null) {
            return;
        }
        String where = FOLDER + "enabled";
        if (enabled.equals("always")) {
            switch (profile) {
                case IN_MEMORY ->
                    sink.find(
                            WARNING,
                            where,
                            enabled,
                            "After a fork to save, each write copies 2 MiB instead of 4 KiB: latency, and memory for much of the"
                                    + " data twice.",
                            MADVISE);
                case DATABASE ->
                    sink.find(
                            facts.runs("mongod") ? INFO : WARNING,
                            where,
                            enabled,
                            "Databases touch memory here and there: they get 2 MiB for a few KiB, and wait while such pages are"
                                    + " made. MongoDB from 8.0 on is the exception and wants it so.",
                            MADVISE);
                case WEB ->
                    sink.find(
                            INFO,
                            where,
                            enabled,
                            "Stacks and native memory that are touched here and there take 2 MiB at a time, so a JVM needs more"
                                    + " than its settings add up to; a JVM asks for huge pages itself"
                                    + " (-XX:+UseTransparentHugePages) where they help.",
                            MADVISE);
                case BATCH, ML -> {
                    // large arrays that are read through are what it is for
                }
            }
        } else if (enabled.equals("never") && (profile == Profile.ML || profile == Profile.BATCH)) {
            sink.find(
                    INFO,
                    where,
                    enabled,
                    "Large arrays are read faster from huge pages; with never, a program that asks for them gets none.",
                    MADVISE);
        }
    }

    private static void defrag(HostFacts host, Facts facts, Profile profile, Sink sink) {
        String enabled = host.hugePages().get("enabled");
        String defrag = host.hugePages().get("defrag");
        if ("always".equals(enabled) && "always".equals(defrag) && profile != Profile.BATCH && profile != Profile.ML) {
            sink.find(
                    WARNING,
                    FOLDER + "defrag",
                    "always, with enabled = always",
                    "A program that touches new memory waits while the kernel compacts the machine's memory for it: pauses that no"
                            + " collector's log shows.",
                    "echo defer+madvise > " + FOLDER + "defrag (in a unit or tmpfiles.d to keep it)");
        }
    }

    private static void collapser(HostFacts host, Facts facts, Profile profile, Sink sink) {
        String enabled = host.hugePages().get("enabled");
        Long defrag = number(host, "khugepaged/defrag");
        Long none = number(host, "khugepaged/max_ptes_none");
        boolean sparse = profile == Profile.DATABASE || profile == Profile.IN_MEMORY || profile == Profile.WEB;
        if ("always".equals(enabled)
                && defrag != null
                && defrag == 1
                && none != null
                && none > SPARSE_PAGES
                && sparse) {
            sink.find(
                    INFO,
                    FOLDER + "khugepaged/max_ptes_none",
                    "max_ptes_none = " + none + ", defrag = " + defrag + ", with enabled = always",
                    "khugepaged turns 2 MiB of which as little as " + (512 - Math.min(511, none))
                            + " pages of 4 KiB are used into a huge page: memory that was given back grows again by itself.",
                    "echo 0 > " + FOLDER + "khugepaged/max_ptes_none, or enabled = madvise");
        }
    }

    private static @Nullable Long number(HostFacts host, String name) {
        String text = host.hugePages().get(name);
        return text == null ? null : Texts.number(text);
    }

    private static void reserved(HostFacts host, Facts facts, Profile profile, Sink sink) {
        Long pages = host.memory("HugePages_Total");
        Long free = host.memory("HugePages_Free");
        Long promised = host.memory("HugePages_Rsvd");
        Long size = host.memory("Hugepagesize");
        Long total = host.memory("MemTotal");
        if (pages == null || free == null || size == null || total == null || pages > total / Math.max(1, size)) {
            return;
        }
        long unused = (free - (promised == null ? 0 : promised)) * size;
        if (unused > total * RESERVED_RATIO) {
            sink.find(
                    WARNING,
                    "/proc/meminfo, HugePages_Free",
                    Texts.bytes(unused) + " of " + Texts.bytes(pages * size) + " in reserved huge pages are not used",
                    "Nobody else gets that memory; the machine swaps and kills while it lies idle.",
                    HostRules.sysctl("vm.nr_hugepages", pages - unused / size)
                            + ", or have the database or JVM use them (huge_pages = on, -XX:+UseLargePages)");
        }
    }
}
