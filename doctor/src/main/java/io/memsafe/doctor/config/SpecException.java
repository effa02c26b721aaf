package io.memsafe.doctor.config;

import java.util.List;

/** A description that is not right: where, what stands there, and what would be right. */
public final class SpecException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<String> mistakes;

    SpecException(List<String> mistakes) {
        super(String.join("\n", mistakes));
        this.mistakes = List.copyOf(mistakes);
    }

    SpecException(String mistake) {
        this(List.of(mistake));
    }

    /**
     * All that is wrong, as far as it was read.
     *
     * @return a sentence for each, with its file and line
     */
    public List<String> mistakes() {
        return mistakes;
    }
}
