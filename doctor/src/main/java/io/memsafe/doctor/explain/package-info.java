/**
 * Reads logs of any size and says what ran out of memory: {@link io.memsafe.doctor.explain.Explainer} in, one
 * {@link io.memsafe.doctor.explain.Explanation} out.
 */
@NullMarked
package io.memsafe.doctor.explain;

import org.jspecify.annotations.NullMarked;
