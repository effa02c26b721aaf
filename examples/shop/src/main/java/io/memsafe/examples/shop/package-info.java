/** A shop: a Spring Boot application with a cache, a database and a report that is heavy. */
@org.jspecify.annotations.NullMarked
package io.memsafe.examples.shop;
