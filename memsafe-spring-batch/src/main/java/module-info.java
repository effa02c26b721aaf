/** A step for Spring Batch that runs the chunk engine of memsafe with Spring's own readers, processors and writers. */
@org.jspecify.annotations.NullMarked
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"}) // Spring has no module descriptors
module io.memsafe.spring.batch {
    requires static transitive org.jspecify;
    requires transitive io.memsafe.batch;
    requires org.slf4j;
    requires micrometer.observation;
    requires transitive spring.batch.core;
    requires transitive spring.batch.infrastructure;
    requires spring.beans;
    requires spring.core;
    requires transitive spring.tx;

    exports io.memsafe.spring.batch;
}
