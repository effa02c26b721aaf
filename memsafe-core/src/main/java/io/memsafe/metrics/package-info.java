/** Meters for Micrometer; needs micrometer-core on the path of the program. */
@org.jspecify.annotations.NullMarked
package io.memsafe.metrics;
