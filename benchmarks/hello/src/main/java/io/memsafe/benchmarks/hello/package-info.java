/** A small Spring Boot application that is started with and without the starter, and tells how it is. */
@org.jspecify.annotations.NullMarked
package io.memsafe.benchmarks.hello;
