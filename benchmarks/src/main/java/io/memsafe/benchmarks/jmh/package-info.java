/** JMH benchmarks of hot paths, and the lab that runs them. */
@org.jspecify.annotations.NullMarked
package io.memsafe.benchmarks.jmh;
