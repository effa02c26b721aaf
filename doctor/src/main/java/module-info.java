/** Says from logs what ran out of memory, and why: a command line and the library below it. */
@org.jspecify.annotations.NullMarked
module io.memsafe.doctor {
    requires static transitive org.jspecify;
    requires info.picocli;
    requires org.snakeyaml.engine;
    requires tools.jackson.core;

    exports io.memsafe.doctor.config;
    exports io.memsafe.doctor.explain;

    opens io.memsafe.doctor to
            info.picocli;
}
