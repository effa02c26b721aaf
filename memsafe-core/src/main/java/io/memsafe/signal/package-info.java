/** Reads the JVM: the only place that touches management beans. */
@org.jspecify.annotations.NullMarked
package io.memsafe.signal;
