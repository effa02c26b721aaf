/** The governor, its levels, and what it tells its listeners. */
@org.jspecify.annotations.NullMarked
package io.memsafe;
