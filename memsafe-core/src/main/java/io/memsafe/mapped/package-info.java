/**
 * Large lookup tables in files that are mapped into memory, for reference data that need not live in the heap: written once, read by
 * key from then on. The kernel keeps in memory what is used of them, and takes it back when memory is short.
 */
@org.jspecify.annotations.NullMarked
package io.memsafe.mapped;
