/** Says from logs what ran out of memory, and why: a command line and the library below it. */
@org.jspecify.annotations.NullMarked
module io.memsafe.doctor {
    requires static transitive org.jspecify;
    requires info.picocli;
    requires io.memsafe.core;
    requires java.desktop;
    requires tools.jackson.core;

    exports io.memsafe.doctor.explain;
    exports io.memsafe.doctor.gclog;
    exports io.memsafe.doctor.plan;

    opens io.memsafe.doctor to
            info.picocli;
}
