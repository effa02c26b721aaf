package io.memsafe.doctor.config;

import java.util.List;

/**
 * What a real program said of files made for it.
 *
 * @param program its name
 * @param files relative paths
 * @param outcome what it made of them
 * @param said its own words if it rejected them, or why it was not asked; else empty
 */
public record ProgramCheck(String program, List<String> files, Outcome outcome, String said) {

    /** What a program makes of its files. */
    public enum Outcome {
        /** It takes them. */
        ACCEPTED,
        /** It does not. */
        REJECTED,
        /** It is not installed here, so nobody knows. */
        NOT_INSTALLED
    }

    /**
     * Copies the list.
     *
     * @param program its name
     * @param files relative paths
     * @param outcome what it made of them
     * @param said its own words if it rejected them, or why it was not asked; else empty
     */
    public ProgramCheck {
        files = List.copyOf(files);
    }
}
