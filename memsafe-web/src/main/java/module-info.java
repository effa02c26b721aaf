/** A servlet filter that keeps a server serving when memory runs out. */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("requires-automatic") // Micrometer has no module descriptor
module io.memsafe.web {
    requires static micrometer.core;
    requires static transitive org.jspecify;
    requires transitive io.memsafe.core;
    requires transitive jakarta.servlet;
    requires jdk.management;
    requires org.slf4j;

    exports io.memsafe.web;

    provides jakarta.servlet.ServletContainerInitializer with
            io.memsafe.web.ShedFilterInitializer;
}
