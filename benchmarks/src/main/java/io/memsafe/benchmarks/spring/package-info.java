/** The lab {@code spring}: what the starter costs a small application. */
@org.jspecify.annotations.NullMarked
package io.memsafe.benchmarks.spring;
