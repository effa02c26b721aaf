/** The lab {@code web}: servers under memory overload, with the filters and limiters that people use in front. */
@org.jspecify.annotations.NullMarked
package io.memsafe.benchmarks.web;
