/** Child JVMs: which JDKs there are, which collectors they have, and a run with its exit code, output and memory. */
@org.jspecify.annotations.NullMarked
package io.memsafe.fork;
