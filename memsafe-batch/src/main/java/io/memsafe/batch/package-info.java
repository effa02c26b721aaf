/** Chunked batch jobs: read, process, write, in chunks whose size follows the memory there is. */
@org.jspecify.annotations.NullMarked
package io.memsafe.batch;
