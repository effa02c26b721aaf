package io.memsafe.doctor.audit;

import static io.memsafe.doctor.audit.Severity.CRITICAL;
import static io.memsafe.doctor.audit.Severity.INFO;
import static io.memsafe.doctor.audit.Severity.WARNING;

import io.memsafe.doctor.audit.Rule.Sink;
import io.memsafe.doctor.audit.Workload.Probe;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What manifests of Kubernetes say beside limits. */
final class ManifestRules {
    private static final long IMPATIENT_SECONDS = 30;

    static final List<Rule> ALL = List.of(
            Rule.workload(
                    "manifest.unit",
                    "amounts of memory in thousandths of a byte (`512m`), or of a few bytes",
                    Sources.KUBERNETES_RESOURCES,
                    false,
                    ManifestRules::unit),
            Rule.workload(
                    "manifest.memory-volume",
                    "an emptyDir in memory without a `sizeLimit`",
                    Sources.KUBERNETES_VOLUMES,
                    false,
                    ManifestRules::volume),
            Rule.workload(
                    "manifest.liveness",
                    "how long a pause the liveness probe puts up with",
                    Sources.KUBERNETES_PROBES,
                    true,
                    ManifestRules::liveness));

    private ManifestRules() {}

    private static void unit(Workload workload, Facts facts, Profile profile, Sink sink) {
        if (workload.container() == null || workload.pod() == null) {
            return;
        }
        unit(workload, "limit", workload.container().limitText(), sink);
        unit(workload, "request", workload.pod().requestText(), sink);
    }

    private static void unit(Workload workload, String what, @Nullable String text, Sink sink) {
        if (text == null) {
            return;
        }
        String digits = text.strip();
        boolean thousandths = digits.endsWith("m");
        Long bytes = Texts.number(digits);
        if (thousandths || (bytes != null && bytes > 0 && bytes < 1 << 20)) {
            sink.find(
                    CRITICAL,
                    workload.where(),
                    "a " + what + " of " + digits,
                    thousandths
                            ? "A small m means thousandths in Kubernetes: that is less than a byte for each thousand."
                            : "That is " + digits + " bytes; nothing starts in it.",
                    "memory: " + (thousandths ? digits.substring(0, digits.length() - 1) : digits) + "Mi");
        }
    }

    private static void volume(Workload workload, Facts facts, Profile profile, Sink sink) {
        if (workload.pod() == null) {
            return;
        }
        for (String name : workload.pod().unboundedMemoryVolumes()) {
            sink.find(
                    WARNING,
                    workload.where(),
                    "volume " + name + " is an emptyDir of medium Memory without a sizeLimit",
                    "Files in it count as memory of " + workload.name() + ", and nothing but its limit bounds them.",
                    "emptyDir: {medium: Memory, sizeLimit: 64Mi}, and a limit that has room for it");
        }
    }

    private static void liveness(Workload workload, Facts facts, Profile profile, Sink sink) {
        Probe probe = workload.pod() == null ? null : workload.pod().liveness();
        if (probe == null || workload.jvm() == null || workload.pod() == null) {
            return;
        }
        if (probe.patienceSeconds() < IMPATIENT_SECONDS) {
            sink.find(
                    profile == Profile.BATCH ? WARNING : INFO,
                    probe.where(),
                    "restarted after " + probe.patienceSeconds() + " s without an answer",
                    "When memory is short, collections pause a JVM for seconds; a restart then makes the others fuller and so"
                            + " their pauses longer.",
                    "livenessProbe: {periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6}; let readiness take it out"
                            + " earlier");
        }
        if (!workload.pod().startup() && probe.initialDelaySeconds() < IMPATIENT_SECONDS) {
            sink.find(
                    INFO,
                    probe.where(),
                    "no startupProbe, and the first liveness probe after " + probe.initialDelaySeconds() + " s",
                    "A JVM that starts slowly, since its node is short, is killed before it serves, over and over.",
                    "startupProbe with periodSeconds: 2 and failureThreshold: 60");
        }
    }
}
