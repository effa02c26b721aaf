package io.memsafe.benchmarks.doctor;

import io.memsafe.doctor.explain.Explainer;
import io.memsafe.doctor.explain.Explanation;
import io.memsafe.doctor.explain.Incident;
import io.memsafe.doctor.explain.IncidentKind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Compares a verdict with the labels of its sample. */
final class Judgement {
    private static final Map<String, IncidentKind> SCOPES = new LinkedHashMap<>();
    private static final Map<String, IncidentKind> ERRORS = new LinkedHashMap<>();

    static {
        SCOPES.put("global", IncidentKind.KERNEL_GLOBAL);
        SCOPES.put("memcg-v1", IncidentKind.KERNEL_CGROUP_V1);
        SCOPES.put("memcg-v2", IncidentKind.KERNEL_CGROUP_V2);
        SCOPES.put("earlyoom", IncidentKind.EARLYOOM);
        SCOPES.put("systemd-oomd", IncidentKind.SYSTEMD_OOMD);
        ERRORS.put("heap", IncidentKind.JAVA_HEAP);
        ERRORS.put("gc-overhead", IncidentKind.GC_OVERHEAD);
        ERRORS.put("metaspace", IncidentKind.METASPACE);
        ERRORS.put("compressed-class-space", IncidentKind.COMPRESSED_CLASS_SPACE);
        ERRORS.put("direct", IncidentKind.DIRECT_MEMORY);
        ERRORS.put("thread", IncidentKind.NATIVE_THREAD);
        ERRORS.put("array-size", IncidentKind.ARRAY_SIZE);
        ERRORS.put("map-failed", IncidentKind.MAP_FAILED);
        ERRORS.put("native", IncidentKind.JVM_NATIVE);
        // The text of OpenJ9's dump events names the error and no area.
        ERRORS.put("openj9", IncidentKind.JAVA_OTHER);
    }

    private Judgement() {}

    static Explanation explain(Sample sample) {
        Explainer explainer = new Explainer();
        try {
            explainer.read(
                    sample.name(), new ByteArrayInputStream(sample.bytes().getBytes(StandardCharsets.ISO_8859_1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return explainer.explanation();
    }

    /** Kind, scope and victim; a victim that the sample does not name must not be invented. */
    static boolean kernelIsRight(Sample sample, Explanation explanation) {
        Incident verdict = explanation.verdict();
        if (verdict == null || verdict.kind() != expected(SCOPES, sample.label("scope"))) {
            return false;
        }
        String victim = sample.label("victim");
        if (victim.isEmpty()) {
            return verdict.victim() == null && verdict.pid() == null;
        }
        String pid = sample.label("victim_pid");
        // Of a control group the label has the distinctive part of its path.
        boolean group = verdict.kind() == IncidentKind.SYSTEMD_OOMD;
        String found = Objects.requireNonNullElse(verdict.victim(), "");
        return (group ? found.contains(victim.split(" ", -1)[0]) : found.equals(victim))
                && (pid.isEmpty() || pid.equals(String.valueOf(verdict.pid())));
    }

    static boolean hsErrIsRight(Sample sample, Explanation explanation) {
        Incident verdict = explanation.verdict();
        IncidentKind expected =
                sample.label("class").equals("native-oom") ? IncidentKind.JVM_NATIVE : IncidentKind.JVM_CRASH;
        return verdict != null && verdict.kind() == expected;
    }

    static boolean errorIsRight(Sample sample, Explanation explanation) {
        Incident verdict = explanation.verdict();
        return verdict != null && verdict.kind() == expected(ERRORS, sample.label("kind"));
    }

    private static IncidentKind expected(Map<String, IncidentKind> kinds, String label) {
        return kinds.entrySet().stream()
                .filter(entry -> label.startsWith(entry.getKey()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no kind for the label '" + label + "'"))
                .getValue();
    }

    static String text(Explanation explanation) {
        Incident verdict = explanation.verdict();
        return verdict == null
                ? "nothing"
                : verdict.kind().id() + " " + Objects.requireNonNullElse(verdict.victim(), "")
                        + (verdict.pid() == null ? "" : " " + verdict.pid());
    }
}
