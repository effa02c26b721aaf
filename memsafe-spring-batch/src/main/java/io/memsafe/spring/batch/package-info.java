/** A governed step inside Spring Batch: Spring's parts and job repository, the chunks of memsafe. */
@org.jspecify.annotations.NullMarked
package io.memsafe.spring.batch;
