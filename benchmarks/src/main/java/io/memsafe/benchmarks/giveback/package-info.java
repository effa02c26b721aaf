/** The lab of what is given back under pressure, and of how the program does afterwards. */
@org.jspecify.annotations.NullMarked
package io.memsafe.benchmarks.giveback;
