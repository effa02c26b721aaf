/** The lab that asks whether the level tells the truth, beside the rules people use today. */
@org.jspecify.annotations.NullMarked
package io.memsafe.benchmarks.signals;
