/** Turns assessments into a level; pure. */
@org.jspecify.annotations.NullMarked
package io.memsafe.level;
