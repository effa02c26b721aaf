package io.memsafe.batch;

import io.memsafe.PressureLevel;
import java.time.Instant;
import java.util.List;

/**
 * An item that was set aside, with the evidence against it.
 *
 * @param position the item's position in the input, from 0
 * @param key a name by which a person finds the item again, see {@link BatchJob#itemKey}
 * @param phase where it failed
 * @param errorType class name of the error
 * @param errorMessage message of the error, empty if it had none
 * @param memory whether memory was the reason: an {@link OutOfMemoryError} or a {@link StackOverflowError}, also one that
 *     something wrapped
 * @param attempts how often the item was tried
 * @param allocatedBytes bytes that its last attempt allocated on the worker's thread up to the error; -1 if unknown
 * @param level the governor's level when the item failed
 * @param advice what a person can do about it, where it is not the heap that was short; else empty
 * @param stack the top frames of the error, the innermost first; may be empty
 * @param time when it was set aside
 */
public record QuarantinedItem(
        long position,
        String key,
        BatchPhase phase,
        String errorType,
        String errorMessage,
        boolean memory,
        int attempts,
        long allocatedBytes,
        PressureLevel level,
        String advice,
        List<String> stack,
        Instant time) {

    /**
     * Copies the list of frames.
     *
     * @param position the item's position in the input, from 0
     * @param key a name by which a person finds the item again, see {@link BatchJob#itemKey}
     * @param phase where it failed
     * @param errorType class name of the error
     * @param errorMessage message of the error, empty if it had none
     * @param memory whether memory was the reason: an {@link OutOfMemoryError} or a {@link StackOverflowError}, also one that
     *     something wrapped
     * @param attempts how often the item was tried
     * @param allocatedBytes bytes that its last attempt allocated on the worker's thread up to the error; -1 if unknown
     * @param level the governor's level when the item failed
     * @param advice what a person can do about it, where it is not the heap that was short; else empty
     * @param stack the top frames of the error, the innermost first; may be empty
     * @param time when it was set aside
     */
    public QuarantinedItem {
        stack = List.copyOf(stack);
    }
}
