package io.memsafe.doctor.explain;

import org.jspecify.annotations.Nullable;

/**
 * Who held memory when it ran out: a process, or an area such as shared memory.
 *
 * <p>Thread-safety: immutable.
 *
 * @param name of the process or area, as the log has it
 * @param pid of the process; null for an area, or if the log does not say
 * @param residentBytes in memory
 * @param swapBytes in swap; 0 if the log does not say
 */
public record MemoryUser(String name, @Nullable Long pid, long residentBytes, long swapBytes) {
    static final int LONGEST = 100;

    /**
     * Cuts the name to {@value #LONGEST} characters without control characters.
     *
     * @param name of the process or area, as the log has it
     * @param pid of the process; null for an area, or if the log does not say
     * @param residentBytes in memory
     * @param swapBytes in swap; 0 if the log does not say
     */
    public MemoryUser {
        name = Scan.printable(name, LONGEST);
    }
}
