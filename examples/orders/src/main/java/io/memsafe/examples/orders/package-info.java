/** Orders: a batch job of Spring Boot that loads a file of orders of very different sizes in a small heap. */
@org.jspecify.annotations.NullMarked
package io.memsafe.examples.orders;
