/** The server under test, in a JVM of its own. */
@org.jspecify.annotations.NullMarked
package io.memsafe.benchmarks.web.child;
