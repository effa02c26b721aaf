/** Readers and writers of files, reached by {@code ItemReader.file} and {@code ItemWriter.file}. */
@org.jspecify.annotations.NullMarked
package io.memsafe.batch.file;
