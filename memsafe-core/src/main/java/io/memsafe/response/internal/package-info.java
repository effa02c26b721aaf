/** The ladder and what carries its steps out. */
@org.jspecify.annotations.NullMarked
package io.memsafe.response.internal;
