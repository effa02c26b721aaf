package io.memsafe.benchmarks.stand;

import com.sun.management.OperatingSystemMXBean;
import io.memsafe.MemoryGovernor;
import io.memsafe.fork.Jdk;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a reader has to know to judge figures: the machine, the runtimes and the version measured. */
final class Facts {

    private static final double GIGABYTE = 1024.0 * 1024 * 1024;
    /** The fact that names the version and commit of memsafe. */
    static final String VERSION = "memsafe";

    /** The fact that names the processor and counts its cores. */
    static final String PROCESSOR = "processor";

    static final String UNKNOWN = "unknown";

    private Facts() {}

    static Map<String, String> read(Path root, List<Jdk> jdks) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(VERSION, version(root));
        facts.put(PROCESSOR, processor());
        facts.put("memory", memory());
        facts.put("system", String.join(" ", property("os.name"), property("os.version"), property("os.arch")));
        facts.put("load average before", loadAverage());
        for (Jdk jdk : jdks) {
            facts.put("JDK " + jdk.feature(), jdk.version() + " of " + release(jdk, "IMPLEMENTOR"));
        }
        return facts;
    }

    private static String version(Path root) {
        String version = MemoryGovernor.class.getPackage().getImplementationVersion();
        String commit = Git.ask(root, "rev-parse", "--short=12", "HEAD").orElse(UNKNOWN);
        String changes = Git.ask(root, "status", "--porcelain").orElse("");
        String state = changes.isEmpty() ? "" : " with changes";
        return (version == null ? UNKNOWN : version) + ", commit " + commit + state;
    }

    private static String processor() {
        String model = "model name unknown";
        for (String line : lines(Path.of("/proc/cpuinfo"))) {
            if (line.startsWith("model name")) {
                model = line.substring(line.indexOf(':') + 1).strip();
                break;
            }
        }
        return model + ", " + Runtime.getRuntime().availableProcessors() + " cores";
    }

    private static String memory() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            return String.format(Locale.ROOT, "%.1f GB", system.getTotalMemorySize() / GIGABYTE);
        }
        return UNKNOWN;
    }

    private static String loadAverage() {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return load < 0 ? UNKNOWN : Spread.fixed(load, 2);
    }

    private static String release(Jdk jdk, String key) {
        for (String line : lines(jdk.home().resolve("release"))) {
            if (line.startsWith(key + "=")) {
                return line.substring(key.length() + 1).replace("\"", "");
            }
        }
        return "an unnamed vendor";
    }

    private static String property(String name) {
        return System.getProperty(name, UNKNOWN);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            // A fact that this machine does not tell is written as unknown.
            return List.of();
        }
    }
}
