/** Governs the memory of a Spring Boot application: add the starter, and set {@code memsafe.*} where the defaults do not fit. */
@org.jspecify.annotations.NullMarked
package io.memsafe.spring.boot;
