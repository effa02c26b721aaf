/** The launcher of the labs. */
@org.jspecify.annotations.NullMarked
package io.memsafe.benchmarks;
