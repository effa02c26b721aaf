/** A bounded history of assessments on disk, for those who plan capacity. */
@org.jspecify.annotations.NullMarked
package io.memsafe.history;
