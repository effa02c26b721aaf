/** A chunked batch processor that finishes in the heap it has. */
@org.jspecify.annotations.NullMarked
module io.memsafe.batch {
    requires static transitive org.jspecify;
    requires transitive io.memsafe.core;
    requires jdk.management;
    requires org.slf4j;

    exports io.memsafe.batch;
}
