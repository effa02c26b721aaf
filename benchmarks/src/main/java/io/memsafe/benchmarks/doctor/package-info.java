/** What {@code memsafe-doctor} makes of logs that nobody of this project wrote. */
@NullMarked
package io.memsafe.benchmarks.doctor;

import org.jspecify.annotations.NullMarked;
