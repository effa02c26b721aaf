package io.memsafe.doctor.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds one fact, or a few that belong together, against what is right for a kind of work. A fact that is not known gives no finding.
 *
 * <p>Thread-safety: immutable.
 */
public final class Rule {
    private final String id;
    private final String looksAt;
    private final String source;
    private final boolean byProfile;
    private final Check check;

    private Rule(String id, String looksAt, String source, boolean byProfile, Check check) {
        this.id = id;
        this.looksAt = looksAt;
        this.source = source;
        this.byProfile = byProfile;
        this.check = check;
    }

    /** Judges and reports. */
    @FunctionalInterface
    interface Check {
        void on(Facts facts, Profiles profiles, Sink sink);
    }

    /** Judges the machine. */
    @FunctionalInterface
    interface HostCheck {
        void on(HostFacts host, Facts facts, Profile profile, Sink sink);
    }

    /** Judges a container or a process. */
    @FunctionalInterface
    interface WorkloadCheck {
        void on(Workload workload, Facts facts, Profile profile, Sink sink);
    }

    /** Judges a JVM with its container. */
    @FunctionalInterface
    interface JvmCheck {
        void on(JvmFacts jvm, Workload workload, Facts facts, Profile profile, Sink sink);
    }

    /** Which kind of work the machine, and each workload, is judged for. */
    interface Profiles {
        Profile ofHost();

        Profile of(Workload workload);
    }

    /** Takes what a rule finds. */
    @FunctionalInterface
    interface Sink {
        void find(Severity severity, String where, String found, String why, String fix);
    }

    static Rule host(String id, String looksAt, String source, boolean byProfile, HostCheck check) {
        return new Rule(id, looksAt, source, byProfile, (facts, profiles, sink) -> {
            if (facts.host() != null) {
                check.on(facts.host(), facts, profiles.ofHost(), sink);
            }
        });
    }

    static Rule workload(String id, String looksAt, String source, boolean byProfile, WorkloadCheck check) {
        return new Rule(id, looksAt, source, byProfile, (facts, profiles, sink) -> {
            for (Workload workload : facts.workloads()) {
                check.on(workload, facts, profiles.of(workload), sink);
            }
        });
    }

    static Rule jvm(String id, String looksAt, String source, boolean byProfile, JvmCheck check) {
        return workload(id, looksAt, source, byProfile, (workload, facts, profile, sink) -> {
            if (workload.jvm() != null) {
                check.on(workload.jvm(), workload, facts, profile, sink);
            }
        });
    }

    /**
     * Its stable name.
     *
     * @return such as {@code host.swap}
     */
    public String id() {
        return id;
    }

    /**
     * What it looks at.
     *
     * @return half a sentence
     */
    public String looksAt() {
        return looksAt;
    }

    /**
     * Where that is documented.
     *
     * @return an address
     */
    public String source() {
        return source;
    }

    /**
     * Whether it judges by the kind of work.
     *
     * @return false if the same holds for all
     */
    public boolean byProfile() {
        return byProfile;
    }

    void judge(Facts facts, @Nullable Profile given, Profile host, List<Finding> findings) {
        Profile[] current = {host};
        Profiles profiles = new Profiles() {
            @Override
            public Profile ofHost() {
                current[0] = host;
                return host;
            }

            @Override
            public Profile of(Workload workload) {
                current[0] = Audit.profile(workload, given, host);
                return current[0];
            }
        };
        check.on(
                facts,
                profiles,
                (severity, where, found, why, fix) -> findings.add(
                        new Finding(id, severity, where, found, why, fix, byProfile ? current[0] : null, source)));
    }
}
