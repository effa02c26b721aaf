/** Turns samples and collections into an assessment; pure, so that a recorded run can be replayed. */
@org.jspecify.annotations.NullMarked
package io.memsafe.assess;
