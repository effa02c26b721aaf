/**
 * Says from a series of memory use when it will reach its limit, how sure that is, and what to do. See
 * {@link io.memsafe.doctor.plan.Planner}.
 */
@NullMarked
package io.memsafe.doctor.plan;

import org.jspecify.annotations.NullMarked;
