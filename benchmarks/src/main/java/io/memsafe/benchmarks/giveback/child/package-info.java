/** What runs in the children of the lab, and what they record. */
@org.jspecify.annotations.NullMarked
package io.memsafe.benchmarks.giveback.child;
