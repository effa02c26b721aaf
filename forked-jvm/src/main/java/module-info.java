/** Runs child JVMs and reads what became of them; for tests, programs that compare heaps, and benchmarks. */
@org.jspecify.annotations.NullMarked
module io.memsafe.fork {
    requires static org.jspecify;

    exports io.memsafe.fork;
}
