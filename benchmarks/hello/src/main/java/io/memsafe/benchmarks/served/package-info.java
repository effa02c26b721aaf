/** The application of the lab {@code web} in Spring Boot. */
@org.jspecify.annotations.NullMarked
package io.memsafe.benchmarks.served;
