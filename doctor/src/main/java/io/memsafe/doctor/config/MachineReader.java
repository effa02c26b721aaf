package io.memsafe.doctor.config;

import io.memsafe.doctor.config.Machine.Cluster;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the description of a machine, which is YAML: at most 1 MiB, 16 levels and 10,000 values, and no aliases. What is not
 * known or not right is an error that names the line.
 *
 * <p>Thread-safety: none needed; it has no state.
 */
public final class MachineReader {
    private static final int MOST_NODES = 1_000;
    private static final int MOST_SERVICES = 200;
    private static final long LEAST_MACHINE = 256 * Bytes.MIB;

    private MachineReader() {}

    /**
     * Reads a description.
     *
     * @param file its name, for messages
     * @param in read to its end, not closed
     * @return what it describes
     * @throws SpecException if it is not a description; with all that is wrong
     * @throws IOException if it cannot be read
     */
    public static Machine read(String file, InputStream in) throws SpecException, IOException {
        List<String> mistakes = new ArrayList<>();
        Section root = new Section(file, "", YamlReader.read(file, in), mistakes);
        Machine machine = machine(root);
        root.end();
        if (!mistakes.isEmpty()) {
            throw new SpecException(mistakes);
        }
        return machine;
    }

    private static Machine machine(Section root) {
        if (!root.has("machine")) {
            root.mistake("machine", "missing; a group with 'memory' and 'cores' at least");
        }
        Section own = root.group("machine");
        Cluster cluster = root.has("kubernetes") || root.has("containers") ? cluster(root.group("kubernetes")) : null;
        long memory = own.requiredBytes("memory", LEAST_MACHINE, Bytes.MOST >> 4);
        if (!own.has("cores")) {
            own.mistake("cores", "missing; how many the machine has");
        }
        long system = Bytes.clamp(memory / 12, 192 * Bytes.MIB, 3 * Bytes.GIB / 2);
        if (cluster != null) {
            system = Math.max(system, 768 * Bytes.MIB);
        }
        List<Service> services = services(root, cluster);
        Machine machine = new Machine(
                own.name("name", ".-_", "machine"),
                memory,
                own.count("cores", 1, 4_096, 1),
                own.bytes("swap", 0, Bytes.MOST >> 4, 0),
                own.bytes("system-reserve", 64 * Bytes.MIB, Math.max(memory, 64 * Bytes.MIB), system),
                own.bytes(
                        "cache-reserve",
                        32 * Bytes.MIB,
                        Math.max(memory, 32 * Bytes.MIB),
                        Bytes.clamp(memory / 10, 96 * Bytes.MIB, 8 * Bytes.GIB)),
                own.choice(
                        "guard",
                        Map.of("earlyoom", Guard.EARLYOOM, "systemd-oomd", Guard.SYSTEMD_OOMD, "none", Guard.NONE),
                        Guard.NONE),
                cluster,
                services);
        own.end();
        check(root, machine);
        return machine;
    }

    private static void check(Section root, Machine machine) {
        if (machine.services().isEmpty()) {
            root.mistake(
                    "",
                    "no service; there can be nginx, apache, php-fpm, mariadb, mysql, postgresql, jvms, containers");
        }
        if (machine.services().size() > MOST_SERVICES) {
            root.mistake("", machine.services().size() + " services; there can be " + MOST_SERVICES);
        }
        if (machine.nodes() > 1 && machine.services().stream().anyMatch(service -> service.unit() != null)) {
            root.mistake(
                    "kubernetes",
                    "'nodes: " + machine.nodes()
                            + "' and services of one machine; describe that machine in a file of its own");
        }
        Set<String> names = new HashSet<>();
        for (Service service : machine.services()) {
            if (!names.add(service.claim().name())) {
                root.mistake(
                        "", "two services with the name '" + service.claim().name() + "'; give each its own");
            }
        }
    }

    private static Cluster cluster(Section section) {
        Cluster cluster =
                new Cluster(section.name("namespace", "-", "default"), section.count("nodes", 1, MOST_NODES, 1));
        section.end();
        return cluster;
    }

    private static List<Service> services(Section root, @Nullable Cluster cluster) {
        List<Service> services = new ArrayList<>();
        one(services, root, "nginx", NginxService::read);
        one(services, root, "apache", ApacheService::read);
        one(services, root, "php-fpm", PhpFpmService::read);
        one(services, root, "mariadb", section -> MySqlService.read(section, true));
        one(services, root, "mysql", section -> MySqlService.read(section, false));
        one(services, root, "postgresql", PostgresService::read);
        each(services, root, "jvms", JvmService::read);
        String namespace = cluster == null ? "default" : cluster.namespace();
        each(services, root, "containers", section -> ContainerService.read(section, namespace));
        return services;
    }

    /** Reads one kind of service. */
    private interface Kind {
        Service read(Section section);
    }

    private static void one(List<Service> services, Section root, String key, Kind kind) {
        if (root.has(key)) {
            add(services, root.group(key), kind);
        }
    }

    private static void each(List<Service> services, Section root, String key, Kind kind) {
        for (Section section : root.groups(key)) {
            if (!section.has("name")) {
                section.mistake("name", "missing; each has a name of its own");
            }
            add(services, section, kind);
        }
    }

    private static void add(List<Service> services, Section section, Kind kind) {
        services.add(kind.read(section));
        section.end();
    }

    /** The keys that any service of the machine has; those of a list have a name too. */
    static Claim claim(Section section, String name, Importance usual) {
        Map<String, Importance> choices = Map.of(
                Importance.MUST_LIVE.id(), Importance.MUST_LIVE,
                Importance.NORMAL.id(), Importance.NORMAL,
                Importance.FIRST_TO_GO.id(), Importance.FIRST_TO_GO);
        if (section.has("memory") && section.has("weight")) {
            section.mistake("weight", "either 'memory', an amount, or 'weight', a share of what is left");
        }
        return new Claim(
                name.isEmpty() ? section.name("name", "-_", "") : name,
                section.choice("importance", choices, usual),
                section.bytes("memory", 16 * Bytes.MIB, Bytes.MOST >> 4),
                section.decimal("weight", 0.1, 100, 1));
    }
}
