package io.memsafe.doctor.audit;

/** Where the rules have it from. */
final class Sources {
    static final String VM = "https://docs.kernel.org/admin-guide/sysctl/vm.html";
    static final String OVERCOMMIT = "https://docs.kernel.org/mm/overcommit-accounting.html";
    static final String HUGE_PAGES = "https://docs.kernel.org/admin-guide/mm/transhuge.html";
    static final String RESERVED_HUGE_PAGES = "https://docs.kernel.org/admin-guide/mm/hugetlbpage.html";
    static final String STALLS = "https://docs.kernel.org/accounting/psi.html";
    static final String GROUPS_1 = "https://docs.kernel.org/admin-guide/cgroup-v1/memory.html";
    static final String GROUPS_2 = "https://docs.kernel.org/admin-guide/cgroup-v2.html";
    static final String SCORE = "https://man7.org/linux/man-pages/man5/proc_pid_oom_score_adj.5.html";
    static final String OOMD = "https://www.freedesktop.org/software/systemd/man/latest/systemd-oomd.service.html";
    static final String UNIT_LIMITS =
            "https://www.freedesktop.org/software/systemd/man/latest/systemd.resource-control.html";
    static final String UNIT_SERVICE = "https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html";
    static final String KUBERNETES_RESOURCES =
            "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/";
    static final String KUBERNETES_KILLS =
            "https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/#node-out-of-memory-behavior";
    static final String KUBERNETES_PROBES =
            "https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/";
    static final String KUBERNETES_VOLUMES = "https://kubernetes.io/docs/concepts/storage/volumes/#emptydir";
    static final String JAVA = "https://docs.oracle.com/en/java/javase/17/docs/specs/man/java.html";
    static final String JAVA_COLLECTORS =
            "https://docs.oracle.com/en/java/javase/17/gctuning/available-collectors.html";
    static final String JAVA_ERGONOMICS = "https://docs.oracle.com/en/java/javase/17/gctuning/ergonomics.html";
    static final String JAVA_NATIVE_MEMORY =
            "https://docs.oracle.com/en/java/javase/17/troubleshoot/diagnostic-tools.html";
    static final String JAVA_CONTAINERS = "https://bugs.openjdk.org/browse/JDK-8146115";
    static final String JAVA_GROUPS_2 = "https://bugs.openjdk.org/browse/JDK-8230305";
    static final String JAVA_OOPS =
            "https://docs.oracle.com/en/java/javase/17/vm/java-hotspot-virtual-machine-performance-enhancements.html";
    static final String MALLOC = "https://www.gnu.org/software/libc/manual/html_node/Malloc-Tunable-Parameters.html";

    private Sources() {}
}
