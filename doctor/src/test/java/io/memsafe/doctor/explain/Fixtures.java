package io.memsafe.doctor.explain;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Short logs of our own, one for each kind. */
final class Fixtures {
    static final String[] ALL = {
        "kernel-global-3.10.log",
        "kernel-cgroup-v2-6.1.log",
        "kernel-wrapped.log",
        "systemd-oomd.log",
        "earlyoom.log",
        "hs_err_native.log",
        "hs_err_crash.log",
        "application.log",
        "kubectl-describe.txt",
        "kubectl-pod.yaml",
        "kubectl-events.txt",
        "kubectl-events.json",
        "mentions.log"
    };

    private Fixtures() {}

    static byte[] bytes(String name) {
        try (InputStream in = Objects.requireNonNull(Fixtures.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    static Explanation explain(String text) {
        return explain(text.getBytes(StandardCharsets.UTF_8));
    }

    static Explanation explain(byte[] bytes) {
        Explainer explainer = new Explainer();
        try {
            explainer.read("log", new ByteArrayInputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return explainer.explanation();
    }

    static Incident verdict(String text) {
        return Objects.requireNonNull(explain(text).verdict(), "nothing found");
    }
}
