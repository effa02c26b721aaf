package io.memsafe.doctor.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A container of a Kubernetes deployment.
 *
 * @param image of the container
 * @param namespace it is in
 * @param least replicas
 * @param most replicas
 * @param limitBytes request and limit of one
 * @param cpu cores that one asks for
 * @param port it serves, or null
 * @param jvm what is known of the JVM in it, or null
 */
record ContainerService(
        Claim claim,
        String image,
        String namespace,
        int least,
        int most,
        long limitBytes,
        double cpu,
        @Nullable Integer port,
        @Nullable JvmShape jvm)
        implements Service {
    private static final int MOST_REPLICAS = 1_000;

    static ContainerService read(Section section, String namespace) {
        String name = section.name("name", "-", "");
        if (!name.equals(name.toLowerCase(Locale.ROOT)) || name.endsWith("-")) {
            section.mistake(
                    "name", "'" + name + "' is no name in Kubernetes: small letters, digits, and - between them");
        }
        if (!section.has("image")) {
            section.mistake("image", "missing; such as registry.example.com/shop:1.0");
        }
        int least = section.count("replicas", 1, MOST_REPLICAS, 1);
        int most = section.count("most-replicas", 1, MOST_REPLICAS, least);
        if (most < least) {
            section.mistake("most-replicas", most + " is less than the " + least + " replicas there are at least");
        }
        JvmShape shape = section.has("jvm") ? jvm(section.group("jvm")) : null;
        return new ContainerService(
                new Claim(name, Importance.NORMAL, null, 1),
                section.name("image", "-_./:@", "image"),
                namespace,
                least,
                most,
                section.requiredBytes("memory", 4 * Bytes.MIB, Bytes.MOST >> 10),
                section.decimal("cpu", 0.01, 1_024, 0.25),
                section.count("port", 1, 65_535),
                shape);
    }

    private static JvmShape jvm(Section section) {
        JvmShape shape = JvmShape.read(section);
        section.end();
        return shape;
    }

    @Override
    public @Nullable Unit unit() {
        return null;
    }

    /** While a new version is rolled out there is one more. */
    int pods() {
        return most + 1;
    }

    @Override
    public Settings fit(long worstBytes, Machine machine) {
        return new ContainerSettings(this, machine);
    }
}
