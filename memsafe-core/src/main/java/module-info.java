/** Reads the truth about memory, turns it into one level, and tells everybody who can use less. */
@org.jspecify.annotations.NullMarked
module io.memsafe.core {
    requires static transitive org.jspecify;
    requires jdk.management;
    requires transitive java.management;
    requires org.slf4j;

    exports io.memsafe;
}
