/** The lab {@code batch}: chunked processing in small heaps, memsafe beside loops by hand and libraries. */
@org.jspecify.annotations.NullMarked
package io.memsafe.benchmarks.batch;
