/** A chunked batch processor that finishes in the heap it has. */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("requires-automatic") // libraries of adapters
module io.memsafe.batch {
    requires static com.github.luben.zstd_jni;
    requires static dev.failsafe.core;
    requires static transitive org.jspecify;
    requires static tools.jackson.databind;
    requires static tools.jackson.dataformat.cbor;
    requires static tools.jackson.dataformat.csv;
    requires transitive io.memsafe.core;
    requires static micrometer.core;
    requires static me.tongfei.progressbar;
    requires jdk.jfr;
    requires jdk.management;
    requires transitive java.sql;
    requires transitive java.xml;
    requires org.slf4j;

    exports io.memsafe.batch;
    exports io.memsafe.batch.file;
    exports io.memsafe.batch.spill;
}
