/**
 * What a governor would say of another JVM: its assessment and its level, from samples that were recorded or come from
 * outside.
 */
@org.jspecify.annotations.NullMarked
package io.memsafe.replay;
