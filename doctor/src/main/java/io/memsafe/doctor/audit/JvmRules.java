package io.memsafe.doctor.audit;

import static io.memsafe.doctor.audit.Severity.CRITICAL;
import static io.memsafe.doctor.audit.Severity.INFO;
import static io.memsafe.doctor.audit.Severity.WARNING;

import io.memsafe.doctor.audit.Rule.Sink;
import io.memsafe.doctor.jvm.GarbageCollector;
import io.memsafe.doctor.jvm.JvmSettings;
import java.util.List;
import java.util.OptionalDouble;

/** What a JVM does when memory is short, what it runs on, and what is seen of it. */
final class JvmRules {
    private static final long GIB = 1L << 30;
    private static final double MAPS_PER_GRANULE = 3 * 1.2;
    private static final long GRANULE = 2 << 20;
    private static final double PROCESSORS_FOR_ARENAS = 4;

    static final List<Rule> ALL = List.of(
            Rule.jvm(
                    "jvm.out-of-memory",
                    "what happens at an OutOfMemoryError: `ExitOnOutOfMemoryError` and its like, or a probe",
                    Sources.JAVA,
                    true,
                    JvmRules::outOfMemory),
            Rule.jvm(
                    "jvm.heap-dump",
                    "whether and where a heap dump is written",
                    Sources.JAVA,
                    false,
                    JvmRules::heapDump),
            Rule.jvm(
                    "jvm.collector",
                    "the collector against heap, processors and the work",
                    Sources.JAVA_COLLECTORS,
                    true,
                    JvmRules::collector),
            Rule.jvm("jvm.gc-log", "whether collections are logged", Sources.JAVA, false, JvmRules::log),
            Rule.jvm(
                    "jvm.native-memory-tracking",
                    "`NativeMemoryTracking`",
                    Sources.JAVA_NATIVE_MEMORY,
                    false,
                    JvmRules::tracking),
            Rule.jvm("jvm.flight-recorder", "whether a recording runs", Sources.JAVA, false, JvmRules::recorder),
            Rule.jvm("jvm.maps", "ZGC's mappings against `vm.max_map_count`", Sources.VM, false, JvmRules::maps),
            Rule.jvm(
                    "jvm.huge-pages",
                    "`UseTransparentHugePages` against the machine's setting",
                    Sources.HUGE_PAGES,
                    false,
                    JvmRules::hugePages),
            Rule.jvm(
                    "jvm.version",
                    "releases that do not see limits of control groups version 2",
                    Sources.JAVA_GROUPS_2,
                    false,
                    JvmRules::version),
            Rule.jvm(
                    "jvm.arenas",
                    "`MALLOC_ARENA_MAX` in small containers with many processors",
                    Sources.MALLOC,
                    false,
                    JvmRules::arenas));

    private JvmRules() {}

    private static void outOfMemory(JvmFacts jvm, Workload workload, Facts facts, Profile profile, Sink sink) {
        JvmSettings settings = jvm.settings();
        boolean ends = settings.isOn("ExitOnOutOfMemoryError")
                || settings.isOn("CrashOnOutOfMemoryError")
                || settings.value("OnOutOfMemoryError").isPresent();
        boolean watched = workload.pod() != null && workload.pod().liveness() != null;
        if (jvm.mistake() != null || ends || watched) {
            return;
        }
        boolean nobody = workload.pod() != null;
        sink.find(
                nobody && profile != Profile.BATCH ? WARNING : INFO,
                workload.where(),
                "no -XX:+ExitOnOutOfMemoryError" + (nobody ? " and no livenessProbe" : ""),
                "After an OutOfMemoryError the JVM goes on without the threads that it hit, such as the one that accepts"
                        + " connections: it is there and answers nothing.",
                (nobody ? "A livenessProbe, or " : "")
                        + "-XX:+ExitOnOutOfMemoryError, if whoever started it starts it again (it"
                        + " does not see the error of direct buffers)");
    }

    private static void heapDump(JvmFacts jvm, Workload workload, Facts facts, Profile profile, Sink sink) {
        JvmSettings settings = jvm.settings();
        if (jvm.mistake() != null) {
            return;
        }
        if (!settings.isOn("HeapDumpOnOutOfMemoryError")) {
            sink.find(
                    INFO,
                    workload.where(),
                    "no -XX:+HeapDumpOnOutOfMemoryError",
                    "Nobody can tell afterwards what filled the heap.",
                    "-XX:+HeapDumpOnOutOfMemoryError -XX:HeapDumpPath=FOLDER, on a volume with as much room as the heap"
                            + " (it has what users sent: protect it)");
        } else if (settings.value("HeapDumpPath").isEmpty() && workload.pod() != null) {
            sink.find(
                    INFO,
                    workload.where(),
                    "-XX:+HeapDumpOnOutOfMemoryError without -XX:HeapDumpPath",
                    "The dump is written to the working folder of the container and is gone with it.",
                    "-XX:HeapDumpPath=FOLDER, on a volume with as much room as the heap");
        }
    }

    private static void collector(JvmFacts jvm, Workload workload, Facts facts, Profile profile, Sink sink) {
        GarbageCollector collector = jvm.mistake() == null ? jvm.limits().collector() : null;
        Long heap = jvm.heapBytes();
        if (collector == null) {
            return;
        }
        boolean chosen = jvm.settings().collector().isPresent();
        OptionalDouble processors = jvm.machine().processors();
        boolean several = processors.isPresent() && processors.getAsDouble() >= 2;
        boolean single = processors.isPresent() && processors.getAsDouble() <= 1;
        String by = collector.title() + (chosen ? "" : ", which the JVM chooses on less than 2 processors or 1792 MiB");
        if (collector == GarbageCollector.EPSILON) {
            sink.find(
                    CRITICAL,
                    workload.where(),
                    "-XX:+UseEpsilonGC",
                    "It never collects: the heap only fills.",
                    "Any other collector, or none chosen");
        } else if (collector == GarbageCollector.CMS) {
            sink.find(
                    jvm.machine().version() >= 14 && jvm.machine().javaVersion().isPresent() ? CRITICAL : INFO,
                    workload.where(),
                    "-XX:+UseConcMarkSweepGC",
                    "It is gone since JDK 14, which does not start with it.",
                    "-XX:+UseG1GC");
        } else if (collector == GarbageCollector.SERIAL && heap != null && heap > 2 * GIB && profile != Profile.BATCH) {
            sink.find(
                    WARNING,
                    workload.where(),
                    by + ", with a heap of " + Texts.bytes(heap),
                    "One thread collects all of it while requests wait, a second or more for each GiB that lives.",
                    several ? "-XX:+UseG1GC" : "2 processors and -XX:+UseG1GC");
        } else if (collector == GarbageCollector.SERIAL && several && !chosen && profile == Profile.WEB) {
            sink.find(
                    INFO,
                    workload.where(),
                    by,
                    "Processors are there, and only one of them collects while all wait.",
                    "-XX:+UseG1GC or -XX:+UseParallelGC, if pauses matter; Serial needs the least memory");
        } else if (collector == GarbageCollector.PARALLEL && heap != null && heap > 4 * GIB && profile == Profile.WEB) {
            sink.find(
                    WARNING,
                    workload.where(),
                    by + ", with a heap of " + Texts.bytes(heap),
                    "A full collection stops all requests for seconds, and a liveness probe may then restart it.",
                    "-XX:+UseG1GC, or -XX:+UseZGC from JDK 21 on");
        } else if ((collector == GarbageCollector.ZGC || collector == GarbageCollector.SHENANDOAH)
                && ((heap != null && heap < GIB) || single)) {
            sink.find(
                    INFO,
                    workload.where(),
                    by
                            + (heap == null ? "" : ", with a heap of " + Texts.bytes(heap))
                            + (single ? ", on one processor" : ""),
                    "It collects beside the program and needs room and a processor for that; without them allocations wait for"
                            + " it.",
                    "-XX:+UseG1GC (-XX:+UseSerialGC on one processor)");
        }
    }

    private static void log(JvmFacts jvm, Workload workload, Facts facts, Profile profile, Sink sink) {
        if (jvm.mistake() == null && jvm.settings().gcLogs().isEmpty()) {
            sink.find(
                    INFO,
                    workload.where(),
                    "no log of collections",
                    "What lives after collections, and how that grows, is not known afterwards; the log costs next to nothing.",
                    "-Xlog:gc*:file=gc.log:time,uptime,level,tags:filecount=5,filesize=20m");
        }
    }

    private static void tracking(JvmFacts jvm, Workload workload, Facts facts, Profile profile, Sink sink) {
        String level = jvm.settings().value("NativeMemoryTracking").orElse("off");
        if (jvm.mistake() == null && level.equals("off")) {
            sink.find(
                    INFO,
                    workload.where(),
                    "no -XX:NativeMemoryTracking",
                    "What the JVM uses beside the heap cannot be told apart; only a start with the flag can.",
                    "-XX:NativeMemoryTracking=summary in a test, or where the process is larger than its parts (some MiB, and"
                            + " time below a hundredth)");
        } else if (level.equals("detail")) {
            sink.find(
                    INFO,
                    workload.where(),
                    "-XX:NativeMemoryTracking=detail",
                    "It records a stack for each allocation: 5 to 10 % of the time.",
                    "-XX:NativeMemoryTracking=summary for good");
        }
    }

    private static void recorder(JvmFacts jvm, Workload workload, Facts facts, Profile profile, Sink sink) {
        if (jvm.mistake() == null && !jvm.settings().flightRecording()) {
            sink.find(
                    INFO,
                    workload.where(),
                    "no -XX:StartFlightRecording",
                    "The minutes before an OutOfMemoryError are not kept: who allocated, and what lived.",
                    "-XX:StartFlightRecording=maxage=1h,maxsize=100m,dumponexit=true,filename=FOLDER");
        }
    }

    private static void maps(JvmFacts jvm, Workload workload, Facts facts, Profile profile, Sink sink) {
        HostFacts host = facts.host();
        Long most = host == null ? null : host.setting("vm.max_map_count");
        Long heap = jvm.heapBytes();
        boolean zgc =
                jvm.settings().collector().filter(GarbageCollector.ZGC::equals).isPresent();
        if (!zgc || most == null || heap == null) {
            return;
        }
        long needed = (long) ((double) heap / GRANULE * MAPS_PER_GRANULE);
        if (needed > most) {
            sink.find(
                    WARNING,
                    workload.where(),
                    "ZGC with a heap of " + Texts.bytes(heap) + ", vm.max_map_count = " + most,
                    "It may need " + needed
                            + " mappings (each 2 MiB up to three times, and a fifth for others); at the limit the"
                            + " JVM ends.",
                    HostRules.sysctl("vm.max_map_count", needed));
        }
    }

    private static void hugePages(JvmFacts jvm, Workload workload, Facts facts, Profile profile, Sink sink) {
        HostFacts host = facts.host();
        if (host != null
                && jvm.settings().isOn("UseTransparentHugePages")
                && "never".equals(host.hugePages().get("enabled"))) {
            sink.find(
                    WARNING,
                    workload.where(),
                    "-XX:+UseTransparentHugePages, with transparent_hugepage/enabled = never",
                    "The flag does nothing.",
                    "echo madvise > /sys/kernel/mm/transparent_hugepage/enabled");
        }
    }

    private static void version(JvmFacts jvm, Workload workload, Facts facts, Profile profile, Sink sink) {
        HostFacts host = facts.host();
        boolean second = host != null && Integer.valueOf(2).equals(host.controlGroupVersion());
        if (second && jvm.machine().javaVersion().isPresent()) {
            int version = jvm.machine().version();
            if (version == 12 || version == 13 || version == 14 || version == 9 || version == 10) {
                sink.find(
                        WARNING,
                        workload.where(),
                        "Java " + version + " in a control group of version 2",
                        "It does not see the limit, and takes a quarter of the machine for its heap.",
                        "Java 17 or newer (or 11.0.16, 8u372), or -Xmx");
            }
        }
    }

    private static void arenas(JvmFacts jvm, Workload workload, Facts facts, Profile profile, Sink sink) {
        OptionalDouble processors = jvm.machine().processors();
        if (Boolean.FALSE.equals(jvm.arenasBounded())
                && jvm.machine().containerBytes().isPresent()
                && jvm.machine().containerBytes().getAsLong() < 2 * GIB
                && processors.isPresent()
                && processors.getAsDouble() >= PROCESSORS_FOR_ARENAS) {
            sink.find(
                    INFO,
                    workload.where(),
                    "no MALLOC_ARENA_MAX, with " + processors.getAsDouble() + " processors",
                    "glibc keeps up to 8 arenas of 64 MiB for each processor, and gives back little of them.",
                    "MALLOC_ARENA_MAX=2 in the environment (musl, as in Alpine, has none)");
        }
    }
}
