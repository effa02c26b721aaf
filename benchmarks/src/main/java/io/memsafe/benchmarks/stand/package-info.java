/** What every lab shares: the lock, the order of runs, foreign CPU, facts, figures and result files. */
@org.jspecify.annotations.NullMarked
package io.memsafe.benchmarks.stand;
