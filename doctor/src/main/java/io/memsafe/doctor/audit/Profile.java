package io.memsafe.doctor.audit;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What kind of work a setting is judged for: the same huge page or swap area helps one and hurts another. */
public enum Profile {
    /** Answers requests; the slowest one per cent matter. */
    WEB("web", " nginx apache2 httpd haproxy tomcat jetty "),
    /** Works off a list; only the end matters. */
    BATCH("batch", " spark flink hadoop airflow "),
    /** Keeps data on disk, and caches them itself or through the kernel. */
    DATABASE(
            "database",
            " postgres mysqld mysql mariadbd mariadb mongod mongo elasticsearch opensearch cassandra kafka victoria-metrics prometheus influxdb "),
    /** Holds all its data in memory. */
    IN_MEMORY("in-memory", " redis redis-server valkey valkey-server memcached hazelcast infinispan "),
    /** Computes on large arrays. */
    ML("ml", " tensorflow pytorch torchserve tritonserver ray ");

    private final String id;
    /** Names of programs, each between blanks. */
    private final String programs;

    Profile(String id, String programs) {
        this.id = id;
        this.programs = programs;
    }

    /**
     * Its stable name.
     *
     * @return such as {@code in-memory}
     */
    public String id() {
        return id;
    }

    /**
     * The profile of a name.
     *
     * @param id as {@link #id()} writes it, in any case
     * @return null if there is none
     */
    public static @Nullable Profile named(String id) {
        for (Profile profile : values()) {
            if (profile.id.equals(id.toLowerCase(Locale.ROOT))) {
                return profile;
            }
        }
        return null;
    }

    /**
     * The profile that a known program has.
     *
     * @param program the name of a process, or of a container's image with or without registry and tag
     * @return null if the program is not known
     */
    public static @Nullable Profile ofProgram(String program) {
        String name = program.substring(program.lastIndexOf('/') + 1);
        int tag = name.indexOf(':');
        String bare = (tag < 0 ? name : name.substring(0, tag)).toLowerCase(Locale.ROOT);
        if (bare.isEmpty() || bare.indexOf(' ') >= 0) {
            return null;
        }
        for (Profile profile : values()) {
            if (profile.programs.contains(" " + bare + " ")) {
                return profile;
            }
        }
        return null;
    }
}
