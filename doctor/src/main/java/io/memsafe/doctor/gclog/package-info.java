/**
 * Garbage collection logs of HotSpot, JDK 6 to 25: each collection as an event, and what the log says of the heap. Start with
 * {@link io.memsafe.doctor.gclog.GcLogReader}.
 */
@NullMarked
package io.memsafe.doctor.gclog;

import org.jspecify.annotations.NullMarked;
