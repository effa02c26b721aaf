/** Runnable programs to copy from. */
@org.jspecify.annotations.NullMarked
module io.memsafe.examples {
    requires static org.jspecify;
    requires com.h2database;
    requires info.picocli;
    requires io.memsafe.batch;
    requires io.memsafe.core;
    requires io.memsafe.fork;
    requires java.management;
    requires java.sql;
    requires me.tongfei.progressbar;
    requires org.objectweb.asm;

    exports io.memsafe.examples.catalog;

    opens io.memsafe.examples.catalog to
            info.picocli;
}
