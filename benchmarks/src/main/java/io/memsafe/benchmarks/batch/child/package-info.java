/** What runs inside a child JVM of the lab {@code batch}: workloads, contestants, and the ledger that outlives them. */
@org.jspecify.annotations.NullMarked
package io.memsafe.benchmarks.batch.child;
