package io.memsafe.doctor.explain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is known so far of one error report of HotSpot. */
final class HsErrReport {
    private static final long KIB = 1024;
    /** With less than this part of its memory left, a machine was short of it. */
    private static final int LITTLE_LEFT = 20;

    private static final String TOTAL = "MemTotal";
    private static final String FREE = "MemFree";
    private static final String AVAILABLE = "MemAvailable";
    private static final String SWAP_FREE = "SwapFree";
    private static final String COMMIT_LIMIT = "CommitLimit";
    private static final String COMMITTED = "Committed_AS";
    private static final String RESIDENT = "Resident Set Size";
    /** Lines of a key and a size in KiB, which are read alike. */
    private static final Set<String> SIZES =
            Set.of(TOTAL, FREE, AVAILABLE, SWAP_FREE, COMMIT_LIMIT, COMMITTED, RESIDENT);

    private final Map<String, Long> kib = new HashMap<>();
    private final List<Evidence> evidence = new ArrayList<>();
    private final boolean memory;

    @Nullable
    String frame;

    private @Nullable IncidentKind error;
    private @Nullable String what;
    private @Nullable String call;
    private @Nullable String purpose;
    private @Nullable String when;
    private @Nullable String heap;
    private long wantedBytes = Scan.NONE;
    private long pid = Scan.NONE;
    private long containerBytes = Scan.NONE;

    HsErrReport(boolean memory) {
        this.memory = memory;
    }

    /** The size of a key; NONE if the report does not say. */
    private long kib(String key) {
        return kib.getOrDefault(key, Scan.NONE);
    }

    void evidence(LogLine line) {
        if (evidence.size() < Incident.MOST_EVIDENCE) {
            evidence.add(Evidence.of(line));
        }
    }

    /** A line that begins with a hash. */
    boolean head(LogLine line, String text) {
        if (text.startsWith("# Native memory allocation (")) {
            call = Scan.between(text, "allocation (", ")");
            int sized = text.indexOf(" bytes");
            wantedBytes = sized < 0 ? Scan.NONE : Scan.number(text, text.lastIndexOf(' ', sized - 1));
            int detail = text.indexOf("Error detail: ");
            purpose = detail >= 0
                    ? text.substring(detail + "Error detail: ".length())
                    : Scan.between(text, " bytes for ", "\n");
            evidence(line);
            return true;
        }
        if (text.startsWith("# Cannot create ")) {
            call = "thread";
            evidence(line);
            return true;
        }
        if (text.contains("java.lang.OutOfMemoryError: request")) {
            error = IncidentKind.JVM_NATIVE;
            wantedBytes = Math.max(Scan.numberAfter(text, "requested "), Scan.numberAfter(text, "request "));
            purpose = Scan.between(text, " bytes for ", ".");
            evidence(line);
            return true;
        }
        if (text.contains("fatal error: OutOfMemory encountered: ")) {
            error = text.contains("Metaspace")
                    ? IncidentKind.METASPACE
                    : text.contains("heap") ? IncidentKind.JAVA_HEAP : IncidentKind.JAVA_OTHER;
            evidence(line);
            return true;
        }
        int process = text.indexOf(", pid=");
        if (process > 0 && what == null) {
            int end = text.indexOf(" at pc=");
            what = Scan.printable(text.substring(1, end > 0 ? end : process).strip(), 100);
            pid = Scan.number(text, process + ", pid=".length());
            if (what.startsWith("Out of Memory Error")) {
                error = error == null ? IncidentKind.JVM_NATIVE : error;
            }
            evidence(line);
            return true;
        }
        return false;
    }

    /** A line of the rest. */
    boolean body(LogLine line, String text) {
        String key = text.substring(0, Math.max(0, text.indexOf(':')));
        if (SIZES.contains(key)) {
            kib.put(key, Scan.numberAfter(text, ":"));
            if (key.equals(AVAILABLE)) {
                evidence(line);
            }
            return true;
        }
        if (text.startsWith("memory_limit_in_bytes:")) {
            long limit = Scan.numberAfter(text, ":");
            containerBytes = limit > 0 && text.endsWith(" k") ? limit * KIB : limit;
            return true;
        }
        if (text.startsWith("Memory: ")) {
            memory(line, text);
            return true;
        }
        if (when == null && (text.startsWith("time: ") || text.startsWith("Time: "))) {
            String time = text.substring("time: ".length());
            int elapsed = time.indexOf(" elapsed time:");
            when = Scan.printable(elapsed < 0 ? time : time.substring(0, elapsed), 60);
            return true;
        }
        if (heap == null && (text.startsWith("jvm_args: ") || text.startsWith("Command Line: "))) {
            int at = text.indexOf(" -Xmx");
            heap = at < 0 ? null : Scan.between(text.substring(at), " ", " ");
            return true;
        }
        return false;
    }

    /** {@code Memory: 4k page, physical 786432k(238504k free), swap 0k(0k free)}, where there is no /proc/meminfo. */
    private void memory(LogLine line, String text) {
        int physical = text.indexOf("physical ");
        if (physical < 0) {
            return;
        }
        long unit = text.startsWith("M", end(text, physical + "physical ".length())) ? KIB : 1;
        long total = Scan.number(text, physical + "physical ".length());
        int bracket = text.indexOf('(', physical);
        long free = bracket < 0 ? Scan.NONE : Scan.number(text, bracket + 1);
        if (kib(TOTAL) < 0 && total > 0) {
            kib.put(TOTAL, total * unit);
        }
        if (kib(FREE) < 0 && free >= 0) {
            kib.put(FREE, free * unit);
        }
        int swap = text.indexOf("swap ");
        int swapBracket = swap < 0 ? -1 : text.indexOf('(', swap);
        if (kib(SWAP_FREE) < 0 && swapBracket > 0) {
            kib.put(SWAP_FREE, Scan.number(text, swapBracket + 1));
        }
        evidence(line);
    }

    private static int end(String text, int from) {
        int i = from;
        while (i < text.length() && Scan.isDigit(text.charAt(i))) {
            i++;
        }
        return i;
    }

    Incident incident() {
        IncidentKind kind = memory ? IncidentKind.JVM_NATIVE : error != null ? error : IncidentKind.JVM_CRASH;
        boolean isNative = kind == IncidentKind.JVM_NATIVE;
        long leftKib = leftKib();
        boolean machineShort = leftKib >= 0 && leftKib < Math.max(wantedBytes / KIB, kib(TOTAL) / LITTLE_LEFT);
        List<MemoryUser> users = kib(RESIDENT) > 0
                ? List.of(new MemoryUser("JVM", pid < 0 ? null : pid, kib(RESIDENT) * KIB, 0))
                : List.of();
        return new Incident(
                kind,
                "JVM",
                pid < 0 ? null : pid,
                isNative ? "JVM, since the system refused memory" : what == null ? "JVM" : "JVM, " + what,
                isNative ? limit(machineShort) : kind == IncidentKind.JVM_CRASH ? null : "see cause",
                cause(kind, leftKib),
                users,
                when,
                1,
                null,
                evidence,
                isNative
                        ? Advice.nativeMemory(machineShort, containerBytes > 0)
                        : kind == IncidentKind.JVM_CRASH ? Advice.crash() : Advice.java(kind));
    }

    /** What the machine had left; NONE if the report does not say. */
    private long leftKib() {
        long memoryKib = kib(AVAILABLE) >= 0 ? kib(AVAILABLE) : kib(FREE);
        return memoryKib < 0 ? Scan.NONE : memoryKib + Math.max(0, kib(SWAP_FREE));
    }

    private @Nullable String limit(boolean machineShort) {
        if ("thread".equals(call)) {
            return "threads of the process, user or container";
        }
        if (machineShort) {
            return "memory of the machine" + (kib(TOTAL) > 0 ? ", " + Scan.bytes(kib(TOTAL) * KIB) : "");
        }
        if (containerBytes > 0) {
            return "container, limit " + Scan.bytes(containerBytes);
        }
        if (kib(COMMIT_LIMIT) > 0 && kib(COMMITTED) + Math.max(0, wantedBytes / KIB) > kib(COMMIT_LIMIT)) {
            return "perhaps CommitLimit (vm.overcommit_memory), " + Scan.bytes(kib(COMMIT_LIMIT) * KIB) + " with "
                    + Scan.bytes(kib(COMMITTED) * KIB) + " committed";
        }
        return null;
    }

    private String cause(IncidentKind kind, long leftKib) {
        if (kind == IncidentKind.JVM_CRASH) {
            return "The JVM crashed" + (what == null ? "" : " with " + what) + (frame == null ? "" : ", in " + frame)
                    + "; nothing in the report says that memory was short.";
        }
        if (kind != IncidentKind.JVM_NATIVE) {
            return "The JVM was told to end at an OutOfMemoryError (-XX:+CrashOnOutOfMemoryError): " + kind.title()
                    + ".";
        }
        return (call == null ? "An allocation" : "A call of " + call)
                + (wantedBytes >= 0 ? " for " + Scan.bytes(wantedBytes) : "")
                + (purpose == null
                        ? ""
                        : " ("
                                + Scan.printable(
                                        purpose.endsWith(".") ? purpose.substring(0, purpose.length() - 1) : purpose,
                                        80)
                                + ")")
                + " failed"
                + (leftKib >= 0 ? "; the machine had " + Scan.bytes(leftKib * KIB) + " of memory and swap left" : "")
                + (heap == null ? "." : "; the heap may take " + heap.substring("-Xmx".length()) + ".");
    }
}
