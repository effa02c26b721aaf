/**
 * The example job: describes every class and file of an input in a database, and verifies that nothing is lost.
 *
 * <p>{@link io.memsafe.examples.catalog.Catalog} is the program, {@link io.memsafe.examples.catalog.Demo} runs it three
 * ways in the same small heap. {@code Governed} is the page to copy from.
 */
@org.jspecify.annotations.NullMarked
package io.memsafe.examples.catalog;
