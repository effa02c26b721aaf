/** Sorting and grouping of more than fits into memory: what a budget does not grant is kept in files. */
@org.jspecify.annotations.NullMarked
package io.memsafe.batch.spill;
