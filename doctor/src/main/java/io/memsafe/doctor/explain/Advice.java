package io.memsafe.doctor.explain;

import java.util.ArrayList;
import java.util.List;

/** What to do, for each kind and what is known beside it. */
final class Advice {
    private Advice() {}

    static List<String> kernel(IncidentKind kind, boolean java, boolean mostlyShared, boolean noSwap) {
        List<String> advice = new ArrayList<>();
        if (mostlyShared) {
            advice.add(
                    "Look for what fills /dev/shm or another tmpfs within the group, and bound it: sizeLimit of an emptyDir"
                            + " with medium Memory, --shm-size, size= of a mount.");
            return advice;
        }
        switch (kind) {
            case KERNEL_GLOBAL -> {
                advice.add(
                        "Bound the largest user, or move it to another machine: the sum of what runs here is more than there"
                                + " is.");
                if (noSwap) {
                    advice.add(
                            "There was no swap: even what is never used stayed in memory. Some swap gives time to react.");
                }
            }
            case KERNEL_CPUSET ->
                advice.add(
                        "Other memory may have been free: widen cpuset.mems or the policy of numactl, or bind less to it.");
            case KERNEL_UNKNOWN ->
                advice.add(
                        "Get the whole report: journalctl -k, or dmesg -T, from 'invoked oom-killer' to 'Killed process'.");
            default -> {
                if (!java) {
                    advice.add("Raise the limit of the group, or bound what the process holds.");
                }
            }
        }
        if (java) {
            advice.add(
                    "Compare -Xmx with the limit: a JVM needs metaspace, threads, code and direct buffers beside its heap."
                            + " Leave them a quarter of the limit (-XX:MaxRAMPercentage=75) unless measured.");
            advice.add("To see what is beside the heap, run with -XX:NativeMemoryTracking=summary and ask jcmd PID"
                    + " VM.native_memory.");
        }
        return advice;
    }

    static List<String> daemon(IncidentKind kind) {
        return kind == IncidentKind.SYSTEMD_OOMD
                ? List.of(
                        "Pressure, not a hard limit, led to this: find what made its parent group slow with systemd-cgtop, and"
                                + " bound that with MemoryHigh= or MemoryMax=.",
                        "If this unit must not be chosen, set ManagedOOMPreference=avoid on it.")
                : List.of(
                        "earlyoom acts before the kernel, on little available memory and swap: bound the process, or give the"
                                + " machine more.",
                        "If another process should go first, name it with --prefer, and this one with --avoid.");
    }

    static List<String> java(IncidentKind kind) {
        return switch (kind) {
            case JAVA_HEAP ->
                List.of(
                        "Find what fills the heap: run with -XX:+HeapDumpOnOutOfMemoryError and open the dump.",
                        "If it is all needed, raise -Xmx; a limit of the container has to grow with it.");
            case GC_OVERHEAD ->
                List.of(
                        "The heap is as good as full: treat it as 'Java heap space', with a heap dump or a larger -Xmx.");
            case METASPACE ->
                List.of(
                        "Count classes over time with jcmd PID VM.classloaders: numbers that grow with redeployments or"
                                + " generated classes are a leak of class loaders.",
                        "If they level off, raise -XX:MaxMetaspaceSize.");
            case COMPRESSED_CLASS_SPACE ->
                List.of(
                        "Raise -XX:CompressedClassSpaceSize, or find who loads so many classes: -XX:MaxMetaspaceSize alone"
                                + " does not help.");
            case DIRECT_MEMORY ->
                List.of(
                        "Set -XX:MaxDirectMemorySize; without it the limit is that of the heap.",
                        "If it fills again, look for buffers that are not released: with Netty, -Dio.netty.leakDetection.level=paranoid.");
            case NATIVE_THREAD ->
                List.of(
                        "This is mostly a limit on threads, not on memory: compare pids.max of the container, ulimit -u,"
                                + " kernel.threads-max and vm.max_map_count with the number of threads.",
                        "See in a thread dump (jcmd PID Thread.print) who starts them, and bound that pool.");
            case ARRAY_SIZE ->
                List.of(
                        "More heap does not help: an array has at most 2^31 elements. Read or write in pieces where the stack"
                                + " trace grows a buffer.");
            case MAP_FAILED ->
                List.of(
                        "More heap does not help: raise vm.max_map_count, or ulimit -v, or map fewer or smaller files.");
            case NATIVE_ALLOCATION ->
                List.of(
                        "The system refused memory outside of the heap: a smaller -Xmx leaves more room, or raise the limit of"
                                + " the container.");
            default -> List.of("Look at the stack trace: the text does not say which area was full.");
        };
    }

    static List<String> nativeMemory(boolean machineShort, boolean container) {
        if (machineShort) {
            return List.of(
                    "The machine had no memory left: stop or bound what else runs there, or lower -Xmx, which leaves the JVM more"
                            + " outside of the heap.");
        }
        if (container) {
            return List.of(
                    "Raise the limit of the container or lower -Xmx: heap and native memory together have to fit into it.");
        }
        return List.of(
                "Memory was left, so look for a limit: ulimit -v and -u, vm.max_map_count, vm.overcommit_memory with"
                        + " CommitLimit, pids.max of the container.");
    }

    static List<String> crash() {
        return List.of(
                "Nothing in the report says that memory was short. Look at the problematic frame: a native library, or the JVM"
                        + " itself; a newer release of that is the first thing to try.");
    }

    static List<String> heapLog(boolean exhausted, String fullIn) {
        List<String> advice = new ArrayList<>();
        advice.add("See what is held: jcmd PID GC.class_histogram, now and some hours on; a heap dump"
                + " (-XX:+HeapDumpOnOutOfMemoryError) shows who holds it.");
        if (exhausted) {
            advice.add(
                    "If all that is held is wanted, the heap is too small: raise -Xmx until the live set is at most 70 %"
                            + " of it.");
        } else if (!fullIn.isEmpty()) {
            advice.add("If it goes on like that, the heap is full in about " + fullIn
                    + ": that long there is to find out.");
        }
        return advice;
    }

    static List<String> container(boolean limited) {
        List<String> advice = new ArrayList<>();
        if (limited) {
            advice.add(
                    "Compare -Xmx with the limit: a JVM needs metaspace, threads, code and direct buffers beside its heap."
                            + " Leave them a quarter of the limit (-XX:MaxRAMPercentage=75) unless measured.");
        } else {
            advice.add(
                    "Give the container a memory limit and a request, so that its JVM sizes its heap by them and the node"
                            + " is not filled by one pod.");
        }
        advice.add("Who held the memory is in the log of the kernel of that node: journalctl -k, or dmesg.");
        return advice;
    }

    static List<String> evicted() {
        return List.of(
                "Request what the pod uses (resources.requests.memory): a pod within its request is evicted last, and is put"
                        + " where there is room for it.",
                "See what else filled the node: kubectl describe node, Allocated resources, and kubectl top pods"
                        + " --all-namespaces.");
    }
}
