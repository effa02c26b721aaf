package io.memsafe.doctor.explain;

/**
 * What can be found. The identifiers are stable: they stand in JSON.
 *
 * <p>Kills come first, then what ended a JVM, then errors that it may have survived, then crashes of other causes.
 */
public enum IncidentKind {
    /** The kernel killed since the memory of the machine was full. */
    KERNEL_GLOBAL("kernel-global", "kernel, out of memory on the machine"),
    /** The kernel killed since a control group of version 1 was at its limit. */
    KERNEL_CGROUP_V1("kernel-cgroup-v1", "kernel, control group (v1) at its limit"),
    /** The kernel killed since a control group of version 2 was at its limit. */
    KERNEL_CGROUP_V2("kernel-cgroup-v2", "kernel, control group (v2) at its limit"),
    /** The kernel killed since a control group was at its limit; the report is too short to tell its version. */
    KERNEL_CGROUP("kernel-cgroup", "kernel, control group at its limit"),
    /** The kernel killed since the memory that some processors or a policy may use was full. */
    KERNEL_CPUSET("kernel-cpuset", "kernel, memory nodes of a cpuset or policy full"),
    /** The kernel was out of memory; the report is too short to tell where. */
    KERNEL_UNKNOWN("kernel-unknown", "kernel, out of memory, scope not in the report"),
    /** Kubernetes says that a container was killed for memory. */
    KUBERNETES_OOM_KILLED("kubernetes-oom-killed", "Kubernetes, container OOMKilled"),
    /** The kubelet evicted a pod since the node was low on memory. */
    KUBERNETES_EVICTED("kubernetes-evicted", "Kubernetes, pod evicted, node low on memory"),
    /** systemd-oomd killed a control group. */
    SYSTEMD_OOMD("systemd-oomd", "systemd-oomd"),
    /** earlyoom sent a signal to a process. */
    EARLYOOM("earlyoom", "earlyoom"),
    /** A JVM ended since the system refused it memory. */
    JVM_NATIVE("jvm-native-memory", "JVM ended, native memory refused"),
    /** The heap of a JVM was full. */
    JAVA_HEAP("java-heap", "OutOfMemoryError, heap"),
    /** A JVM did little but collect garbage. */
    GC_OVERHEAD("java-gc-overhead", "OutOfMemoryError, GC overhead limit"),
    /** The metaspace, or the permanent generation of old, was full. */
    METASPACE("java-metaspace", "OutOfMemoryError, metaspace"),
    /** The space for compressed class pointers was full. */
    COMPRESSED_CLASS_SPACE("java-compressed-class-space", "OutOfMemoryError, compressed class space"),
    /** Direct buffers were at their limit. */
    DIRECT_MEMORY("java-direct-memory", "OutOfMemoryError, direct memory"),
    /** The system refused a thread. */
    NATIVE_THREAD("java-native-thread", "OutOfMemoryError, thread refused"),
    /** An array was asked for that no heap can hold. */
    ARRAY_SIZE("java-array-size", "OutOfMemoryError, array too long"),
    /** The system refused to map a file. */
    MAP_FAILED("java-map-failed", "OutOfMemoryError, file not mapped"),
    /** The system refused memory to the JVM, which went on. */
    NATIVE_ALLOCATION("java-native-allocation", "OutOfMemoryError, native memory refused"),
    /** An OutOfMemoryError whose text names no known area. */
    JAVA_OTHER("java-out-of-memory", "OutOfMemoryError, area not named"),
    /** A GC log ends with a heap that is as good as full. */
    GC_HEAP_EXHAUSTED("gc-heap-exhausted", "GC log, heap exhausted"),
    /** By a GC log the live set grew up to the end. */
    GC_HEAP_RISING("gc-heap-rising", "GC log, live set growing"),
    /** By a history of memsafe a JVM was near its end, or is on its way there. */
    MEMSAFE_PRESSURE("memsafe-pressure", "memsafe history, memory nearly exhausted"),
    /** A JVM crashed, and nothing in the report says that memory was short. */
    JVM_CRASH("jvm-crash", "JVM crash, not for want of memory");

    private final String id;
    private final String title;

    IncidentKind(String id, String title) {
        this.id = id;
        this.title = title;
    }

    /**
     * Its stable name.
     *
     * @return lower case, words parted by hyphens
     */
    public String id() {
        return id;
    }

    /**
     * Its name for people.
     *
     * @return a few words
     */
    public String title() {
        return title;
    }

    /** Of the kernel's reports. */
    boolean isKernel() {
        return compareTo(KERNEL_UNKNOWN) <= 0;
    }

    /** Somebody outside ended a process. Of these the last is the verdict, of others the first. */
    boolean isKill() {
        return compareTo(EARLYOOM) <= 0;
    }
}
