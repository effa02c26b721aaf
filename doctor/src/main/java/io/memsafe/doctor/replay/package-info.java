/** What a governor with other thresholds would have said of a run that was recorded. */
@NullMarked
package io.memsafe.doctor.replay;

import org.jspecify.annotations.NullMarked;
