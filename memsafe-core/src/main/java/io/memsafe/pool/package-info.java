/** Pools of what is dear to make: they follow demand and pressure, and give their memory back when it is short. */
@org.jspecify.annotations.NullMarked
package io.memsafe.pool;
