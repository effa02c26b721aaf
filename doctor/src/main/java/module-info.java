/** For before and after memory runs out: a command line for operators and the library below it. */
@org.jspecify.annotations.NullMarked
module io.memsafe.doctor {
    requires static transitive org.jspecify;
    requires static jdk.attach;
    requires transitive java.management;
    requires java.management.rmi;
    requires jdk.management;
    requires info.picocli;
    requires transitive io.memsafe.core;
    requires java.desktop;
    requires tools.jackson.core;
    requires org.snakeyaml.engine;

    exports io.memsafe.doctor.audit;
    exports io.memsafe.doctor.config;
    exports io.memsafe.doctor.explain;
    exports io.memsafe.doctor.gclog;
    exports io.memsafe.doctor.jvm;
    exports io.memsafe.doctor.plan;
    exports io.memsafe.doctor.replay;
    exports io.memsafe.doctor.size;
    exports io.memsafe.doctor.watch;

    opens io.memsafe.doctor to
            info.picocli;
}
