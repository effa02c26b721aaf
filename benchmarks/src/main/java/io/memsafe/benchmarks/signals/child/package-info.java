/** What runs in a child JVM of the lab: a workload with a known live set, the governor, its peers and a sampler. */
@org.jspecify.annotations.NullMarked
package io.memsafe.benchmarks.signals.child;
