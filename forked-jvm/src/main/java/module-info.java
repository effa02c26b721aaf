/** Runs child JVMs and reads what became of them; for tests, programs that compare heaps, and benchmarks. */
@org.jspecify.annotations.NullMarked
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"}) // of tests, which run on the class path
module io.memsafe.fork {
    requires static transitive awaitility;
    requires static org.jspecify;

    exports io.memsafe.fork;
}
