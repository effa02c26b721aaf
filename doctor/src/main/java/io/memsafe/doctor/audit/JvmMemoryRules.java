package io.memsafe.doctor.audit;

import static io.memsafe.doctor.audit.Severity.CRITICAL;
import static io.memsafe.doctor.audit.Severity.INFO;
import static io.memsafe.doctor.audit.Severity.WARNING;

import io.memsafe.doctor.audit.Rule.Sink;
import io.memsafe.doctor.jvm.GarbageCollector;
import io.memsafe.doctor.jvm.JvmLimits;
import io.memsafe.doctor.jvm.JvmSettings;
import io.memsafe.doctor.jvm.MemoryNeed;
import io.memsafe.doctor.jvm.MemoryPart;
import io.memsafe.doctor.jvm.NeedLine;
import io.memsafe.doctor.jvm.UseFigure;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The areas of a JVM against the limit they have to fit into. */
final class JvmMemoryRules {
    private static final long MIB = 1 << 20;
    private static final double MOST_RATIO = 0.95;
    private static final double TOGETHER_RATIO = 0.80;
    private static final long WEB_METASPACE = 96 * MIB;
    private static final long LEAST_METASPACE = 48 * MIB;
    private static final long LEAST_HEAP_MIB = 16;
    private static final long USUAL_CODE = 64 * MIB;
    private static final double CODE_RATIO = 0.25;
    private static final double STACK_RATIO = 0.25;
    private static final long LARGEST_COMPRESSED = (32L << 30) - MIB;
    private static final long WORTH_UNCOMPRESSED = 44L << 30;

    static final List<Rule> ALL = List.of(
            Rule.jvm("jvm.flags", "whether a JVM starts with its flags", Sources.JAVA, false, JvmMemoryRules::flags),
            Rule.jvm(
                    "jvm.budget",
                    "heap and all other areas against the limit of the container, or the machine's memory",
                    Sources.JAVA_NATIVE_MEMORY,
                    true,
                    JvmMemoryRules::budget),
            Rule.host(
                    "jvm.together",
                    "the heaps of all JVMs of a machine against its memory",
                    Sources.JAVA_ERGONOMICS,
                    false,
                    JvmMemoryRules::together),
            Rule.jvm(
                    "jvm.heap-default",
                    "a heap that nobody chose",
                    Sources.JAVA_ERGONOMICS,
                    false,
                    JvmMemoryRules::heapDefault),
            Rule.jvm(
                    "jvm.ram-percentage",
                    "traps of `MaxRAMPercentage`: beside `-Xmx`, without a limit, in small containers, and"
                            + " `-UseContainerSupport`",
                    Sources.JAVA_CONTAINERS,
                    false,
                    JvmMemoryRules::percentage),
            Rule.jvm(
                    "jvm.metaspace",
                    "`MaxMetaspaceSize`: missing, or too low for what is usual",
                    Sources.JAVA,
                    true,
                    JvmMemoryRules::metaspace),
            Rule.jvm("jvm.direct", "`MaxDirectMemorySize`: missing", Sources.JAVA, false, JvmMemoryRules::direct),
            Rule.jvm(
                    "jvm.code-cache",
                    "`ReservedCodeCacheSize` against the limit",
                    Sources.JAVA,
                    false,
                    JvmMemoryRules::codeCache),
            Rule.jvm(
                    "jvm.stacks",
                    "stacks of the threads of a running JVM against the limit",
                    Sources.JAVA,
                    false,
                    JvmMemoryRules::stacks),
            Rule.jvm(
                    "jvm.compressed-pointers",
                    "a heap just above 32 GiB",
                    Sources.JAVA_OOPS,
                    false,
                    JvmMemoryRules::compressed));

    private JvmMemoryRules() {}

    private static void flags(JvmFacts jvm, Workload workload, Facts facts, Profile profile, Sink sink) {
        if (jvm.mistake() != null) {
            sink.find(
                    CRITICAL,
                    workload.where(),
                    jvm.mistake(),
                    "A JVM does not start with that.",
                    "Correct the flag; java with these flags and -version tells whether it starts");
        }
    }

    private static void budget(JvmFacts jvm, Workload workload, Facts facts, Profile profile, Sink sink) {
        MemoryNeed need = jvm.need(profile);
        if (need == null || need.limitBytes().isEmpty()) {
            return;
        }
        long limit = need.limitBytes().getAsLong();
        long heap = need.line(MemoryPart.HEAP).bytes();
        long least = plus(heap, need.line(MemoryPart.COLLECTOR).bytes(), MemoryNeed.NATIVE_BYTES);
        // The bound of the code cache is hardly ever reached; what is usual counts here.
        long unusual = jvm.use().amount(UseFigure.CODE).isPresent()
                ? 0
                : Math.max(0, need.line(MemoryPart.CODE_CACHE).bytes() - USUAL_CODE);
        long usual = need.bytes() - unusual;
        boolean container = jvm.machine().containerBytes().isPresent();
        String of = (container ? "the limit of " : "a machine of ") + Texts.bytes(limit);
        String end = container ? "the kernel kills it" : "the machine is full and the kernel kills somebody";
        String fix = fix(limit, heap, usual, container);
        if (heap > limit) {
            sink.find(
                    CRITICAL,
                    workload.where(),
                    "the heap may grow to " + Texts.bytes(heap) + ", more than " + of,
                    "It never collects in earnest before " + end + ".",
                    fix);
        } else if (least > limit) {
            sink.find(
                    CRITICAL,
                    workload.where(),
                    "a heap of " + Texts.bytes(heap) + ", its collector and the JVM itself need " + Texts.bytes(least)
                            + ", more than " + of,
                    "When the heap is used, " + end + "; there is no OutOfMemoryError and no dump.",
                    fix);
        } else if (usual > limit * MOST_RATIO) {
            sink.find(
                    WARNING,
                    workload.where(),
                    sum(need, unusual) + " = " + Texts.bytes(usual) + ", of " + of,
                    usual > limit
                            ? "With what is usual or measured beside a full heap " + end
                                    + " before the heap is full, and no" + " OutOfMemoryError tells of it."
                            : "Less than a twentieth is left for what nobody counts (native libraries, agents, fragments), so "
                                    + end + " about when the heap is full.",
                    fix);
        } else if (need.bytes() > limit) {
            sink.find(
                    INFO,
                    workload.where(),
                    sum(need, 0) + " = " + Texts.bytes(need.bytes()) + ", of " + of,
                    "It fits as long as no area comes near its bound.",
                    "-XX:ReservedCodeCacheSize=64m, if jcmd PID Compiler.codecache shows less than 48 MiB in use; or "
                            + fix);
        }
    }

    private static long plus(long... parts) {
        double sum = 0;
        for (long part : parts) {
            sum += part;
        }
        return (long) sum;
    }

    private static String sum(MemoryNeed need, long unusual) {
        StringBuilder sum = new StringBuilder();
        for (NeedLine line : need.lines()) {
            long bytes = line.bytes() - (line.part() == MemoryPart.CODE_CACHE ? unusual : 0);
            sum.append(sum.isEmpty() ? "" : " + ")
                    .append(line.part().title())
                    .append(' ')
                    .append(Texts.bytes(bytes));
        }
        return sum.toString();
    }

    private static String fix(long limit, long heap, long usual, boolean container) {
        long fits = (long) ((limit * 0.9 - (usual - heap)) / MIB);
        String larger = container
                ? "a limit of " + (long) (usual / 0.9 / MIB) + " MiB"
                : "fewer programs beside it, or a machine with more";
        return (fits < LEAST_HEAP_MIB ? larger : "-Xmx" + fits + "m, or " + larger)
                + "; memsafe-doctor size reckons it from what is known";
    }

    private static void together(HostFacts host, Facts facts, Profile profile, Sink sink) {
        Long total = host.memory("MemTotal");
        long sum = 0;
        List<String> names = new ArrayList<>();
        for (Workload workload : facts.workloads()) {
            Long heap = workload.jvm() == null ? null : workload.jvm().heapBytes();
            if (heap != null) {
                sum += heap;
                names.add(workload.name() + " " + Texts.bytes(heap));
            }
        }
        if (total != null && names.size() > 1 && sum > total * TOGETHER_RATIO) {
            sink.find(
                    WARNING,
                    names.size() + " JVMs",
                    "their heaps may grow to " + Texts.bytes(sum) + " of " + Texts.bytes(total) + ": "
                            + String.join(", ", names.subList(0, Math.min(6, names.size()))),
                    "Each of them thinks that the memory is its own; a JVM without -Xmx takes a quarter of the machine.",
                    "-Xmx for each, so that all heaps and a third more beside them fit");
        }
    }

    private static void heapDefault(JvmFacts jvm, Workload workload, Facts facts, Profile profile, Sink sink) {
        JvmSettings settings = jvm.settings();
        boolean chosen = settings.bytes("MaxHeapSize").isPresent()
                || settings.bytes("MaxRAM").isPresent()
                || settings.bytes("MaxRAMFraction").isPresent()
                || settings.percentage("MaxRAMPercentage").isPresent();
        Long heap = jvm.heapBytes();
        if (chosen || jvm.mistake() != null) {
            return;
        }
        boolean limited = jvm.machine().containerBytes().isPresent();
        sink.find(
                INFO,
                workload.where(),
                "neither -Xmx nor MaxRAMPercentage"
                        + (heap == null ? "" : ": the heap may grow to " + Texts.bytes(heap)),
                limited
                        ? "By default that is a quarter of the container, and most of what is paid for is never used."
                        : "By default that is a quarter of the machine for each JVM on it, whatever else runs there.",
                limited
                        ? "-XX:MaxRAMPercentage=60 with bounds for the other areas; memsafe-doctor size reckons it"
                        : "-Xmx");
    }

    private static void percentage(JvmFacts jvm, Workload workload, Facts facts, Profile profile, Sink sink) {
        JvmSettings settings = jvm.settings();
        boolean percent = settings.percentage("MaxRAMPercentage").isPresent();
        String shown = percent
                ? "-XX:MaxRAMPercentage="
                        + settings.percentage("MaxRAMPercentage").getAsDouble()
                : "";
        if (percent && settings.bytes("MaxHeapSize").isPresent()) {
            sink.find(
                    INFO,
                    workload.where(),
                    shown + " beside -Xmx",
                    "-Xmx wins; whoever changes the percentage or the limit changes nothing.",
                    "Take one of them out");
            return;
        }
        boolean known = workload.container() != null && workload.container().isUnlimited();
        if (percent && known) {
            sink.find(
                    WARNING,
                    workload.where(),
                    shown + " without a limit on the container",
                    "The percentage is of the whole machine, and each JVM on it takes that much.",
                    "A limit on the container's memory, or -Xmx");
        }
        Long heap = jvm.heapBytes();
        boolean limited = jvm.machine().containerBytes().isPresent();
        if (percent
                && limited
                && heap != null
                && settings.percentage("MinRAMPercentage").isEmpty()) {
            double asked = jvm.machine().containerBytes().getAsLong()
                    * settings.percentage("MaxRAMPercentage").getAsDouble()
                    / 100;
            if (Math.abs(asked - heap) > asked * 0.05) {
                sink.find(
                        WARNING,
                        workload.where(),
                        shown + " in "
                                + Texts.bytes(jvm.machine().containerBytes().getAsLong()) + ", but the heap gets "
                                + Texts.bytes(heap),
                        "In less than about 250 MiB MinRAMPercentage counts (50 by default), and MaxRAMPercentage does nothing.",
                        "-Xmx" + (long) (asked / MIB) + "m, which says what is meant");
            }
        }
        if (settings.isOff("UseContainerSupport")) {
            sink.find(
                    WARNING,
                    workload.where(),
                    "-XX:-UseContainerSupport",
                    "The JVM reckons heap, threads and collectors by the machine and not by its limit.",
                    "Leave the flag out, or give -Xmx and -XX:ActiveProcessorCount");
        }
        if (settings.bytes("MaxRAMFraction").isPresent()) {
            sink.find(
                    INFO,
                    workload.where(),
                    "-XX:MaxRAMFraction",
                    "It is deprecated since JDK 10, and knows only whole parts: 1 leaves nothing beside the heap, 2 half.",
                    "-XX:MaxRAMPercentage=60");
        }
    }

    private static void metaspace(JvmFacts jvm, Workload workload, Facts facts, Profile profile, Sink sink) {
        JvmLimits limits = jvm.limits();
        if (jvm.mistake() != null) {
            return;
        }
        if (!limits.metaspace().isBounded()) {
            sink.find(
                    INFO,
                    workload.where(),
                    "no -XX:MaxMetaspaceSize",
                    "A leak of class loaders grows until the kernel kills the JVM; with a bound it is an OutOfMemoryError that"
                            + " names it.",
                    "-XX:MaxMetaspaceSize at one and a half of what jcmd PID VM.metaspace shows, mostly 128m to 256m");
            return;
        }
        long bound = limits.metaspace().bytes();
        long usual = profile == Profile.WEB ? WEB_METASPACE : LEAST_METASPACE;
        OptionalLong used = jvm.use().value(UseFigure.METASPACE);
        if (used.isPresent() && used.getAsLong() > bound * 0.9) {
            sink.find(
                    WARNING,
                    workload.where(),
                    Texts.bytes(used.getAsLong()) + " of -XX:MaxMetaspaceSize=" + Texts.bytes(bound) + " in use",
                    "The next classes are answered with OutOfMemoryError: Metaspace.",
                    "-XX:MaxMetaspaceSize=" + used.getAsLong() * 3 / 2 / MIB
                            + "m, if the number of classes has settled");
        } else if (used.isEmpty()
                && bound < usual
                && bound < jvm.machine().limitBytes().orElse(Long.MAX_VALUE) / 4) {
            sink.find(
                    WARNING,
                    workload.where(),
                    "-XX:MaxMetaspaceSize=" + Texts.bytes(bound),
                    (profile == Profile.WEB
                                    ? "A server with a framework loads classes of 80 to 150 MiB"
                                    : "Even a small program with a few libraries loads classes of 30 to 60 MiB")
                            + ": OutOfMemoryError: Metaspace although memory is free.",
                    "-XX:MaxMetaspaceSize=" + (profile == Profile.WEB ? 192 : 96)
                            + "m, or one and a half of what jcmd PID VM.metaspace shows");
        }
    }

    private static void direct(JvmFacts jvm, Workload workload, Facts facts, Profile profile, Sink sink) {
        Long heap = jvm.heapBytes();
        if (jvm.mistake() == null && jvm.settings().bytes("MaxDirectMemorySize").isEmpty()) {
            sink.find(
                    INFO,
                    workload.where(),
                    "no -XX:MaxDirectMemorySize"
                            + (heap == null ? "" : ": direct buffers may grow to " + Texts.bytes(heap)),
                    "The bound is that of the heap, once more: a leak of buffers is seen by the kernel first.",
                    "-XX:MaxDirectMemorySize=64m, or more if the program moves large files or uses Netty");
        }
    }

    private static void codeCache(JvmFacts jvm, Workload workload, Facts facts, Profile profile, Sink sink) {
        if (jvm.mistake() != null || jvm.machine().containerBytes().isEmpty()) {
            return;
        }
        long limit = jvm.machine().containerBytes().getAsLong();
        long code = jvm.limits().codeCache().bytes();
        if (code > limit * CODE_RATIO
                && jvm.settings().bytes("ReservedCodeCacheSize").isEmpty()) {
            sink.find(
                    INFO,
                    workload.where(),
                    "no -XX:ReservedCodeCacheSize: " + Texts.bytes(code) + " of a limit of " + Texts.bytes(limit),
                    "Compiled code may grow to that; most programs need a quarter of it.",
                    "-XX:ReservedCodeCacheSize=64m (jcmd PID Compiler.codecache shows what is used)");
        }
    }

    private static void stacks(JvmFacts jvm, Workload workload, Facts facts, Profile profile, Sink sink) {
        OptionalLong threads = jvm.use().value(UseFigure.THREADS);
        if (threads.isEmpty() || jvm.machine().limitBytes().isEmpty()) {
            return;
        }
        long limit = jvm.machine().limitBytes().getAsLong();
        long stacks = threads.getAsLong() * jvm.limits().stack().bytes();
        if (stacks > limit * STACK_RATIO) {
            sink.find(
                    WARNING,
                    workload.where(),
                    threads.getAsLong() + " threads with stacks of "
                            + Texts.bytes(jvm.limits().stack().bytes()) + ", of " + Texts.bytes(limit),
                    "Deep calls in many of them at once take up to " + Texts.bytes(stacks) + ".",
                    "Smaller pools (server.tomcat.threads.max), or -Xss512k if no recursion needs more");
        }
    }

    private static void compressed(JvmFacts jvm, Workload workload, Facts facts, Profile profile, Sink sink) {
        Long heap = jvm.heapBytes();
        boolean never = jvm.limits().collector() == GarbageCollector.ZGC;
        if (heap != null && heap > LARGEST_COMPRESSED && heap < WORTH_UNCOMPRESSED && !never) {
            sink.find(
                    INFO,
                    workload.where(),
                    "a heap of " + Texts.bytes(heap),
                    "From 32 GiB on pointers take 8 bytes instead of 4: up to about 44 GiB such a heap holds less than one of 31"
                            + " GiB.",
                    "-Xmx31g, or 48g and more");
        }
    }
}
