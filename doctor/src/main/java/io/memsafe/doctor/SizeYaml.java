package io.memsafe.doctor;

import io.memsafe.doctor.size.SizePlan;

/** Sizes as part of the description of a container. */
final class SizeYaml {
    private static final long MIB = 1 << 20;

    private SizeYaml() {}

    static String of(SizePlan plan) {
        return String.join(
                System.lineSeparator(),
                "resources:",
                "  requests:",
                "    memory: " + quantity(plan.requestBytes()),
                "  limits:",
                "    memory: " + quantity(plan.limitBytes()),
                "env:",
                "  - name: JAVA_TOOL_OPTIONS",
                "    value: \"" + String.join(" ", plan.flags()) + "\"",
                "");
    }

    private static String quantity(long bytes) {
        return bytes % MIB == 0 ? bytes / MIB + "Mi" : Long.toString(bytes);
    }
}
