package io.memsafe.benchmarks.stand;

import com.sun.management.OperatingSystemMXBean;
import io.memsafe.MemoryGovernor;
import io.memsafe.fork.Jdk;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a reader has to know to judge figures: the machine, the runtimes and the version measured. */
final class Facts {

    private static final double GIGABYTE = 1024.0 * 1024 * 1024;
    private static final long GIT_SECONDS = 10;
    /** The fact that names the version and commit of memsafe. */
    static final String VERSION = "memsafe";

    static final String UNKNOWN = "unknown";

    private Facts() {}

    static Map<String, String> read(Path root, List<Jdk> jdks) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(VERSION, version(root));
        facts.put("processor", processor());
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
        String commit = git(root, "rev-parse", "--short=12", "HEAD");
        String changes = git(root, "status", "--porcelain");
        String state = changes.isEmpty() || changes.equals(UNKNOWN) ? "" : " with changes";
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

    private static String git(Path root, String... arguments) {
        List<String> command = new ArrayList<>(List.of("git", "-C", root.toString()));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean good = process.waitFor(GIT_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
            return good ? text.strip() : UNKNOWN;
        } catch (IOException e) {
            // No git here, as in an unpacked archive of the sources.
            return UNKNOWN;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return UNKNOWN;
        }
    }
}
