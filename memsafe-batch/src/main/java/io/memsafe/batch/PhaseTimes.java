package io.memsafe.batch;

import java.time.Duration;

/**
 * What workers spent their time on, summed over the workers.
 *
 * @param reading in the reader, waits for another worker that reads included
 * @param processing in the processor
 * @param writing in the writer, waits for another worker that writes included
 */
public record PhaseTimes(Duration reading, Duration processing, Duration writing) {}
