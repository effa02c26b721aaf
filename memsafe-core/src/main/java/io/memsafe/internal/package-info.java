/** What several packages of the core need of the JVM. */
@org.jspecify.annotations.NullMarked
package io.memsafe.internal;
