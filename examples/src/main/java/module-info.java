/** Runnable programs to copy from. */
@org.jspecify.annotations.NullMarked
module io.memsafe.examples {
    requires static transitive org.jspecify;
    requires com.h2database;
    requires info.picocli;
    requires io.memsafe.batch;
    requires transitive io.memsafe.core;
    requires transitive io.memsafe.fork;
    requires io.memsafe.web;
    requires jakarta.servlet;
    requires java.management;
    requires java.sql;
    requires me.tongfei.progressbar;
    requires org.eclipse.jetty.ee11.servlet;
    requires org.eclipse.jetty.server;
    requires org.eclipse.jetty.util;
    requires org.objectweb.asm;

    exports io.memsafe.examples.catalog;
    exports io.memsafe.examples.web;

    opens io.memsafe.examples.catalog to
            info.picocli;
    opens io.memsafe.examples.web to
            info.picocli;
}
