/** The example job catalog in forked JVMs, measured. */
@org.jspecify.annotations.NullMarked
package io.memsafe.benchmarks.catalog;
