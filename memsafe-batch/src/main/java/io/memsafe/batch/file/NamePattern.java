package io.memsafe.batch.file;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.regex.PatternSyntaxException;

/** Which names are wanted. */
final class NamePattern {
    static final NamePattern ALL = new NamePattern(path -> true);

    private final PathMatcher matcher;

    private NamePattern(PathMatcher matcher) {
        this.matcher = matcher;
    }

    /**
     * Names that match a pattern.
     *
     * @throws IllegalArgumentException if it is none
     */
    static NamePattern glob(String pattern) {
        try {
            return new NamePattern(FileSystems.getDefault().getPathMatcher("glob:" + pattern));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "matching must be a pattern such as **.csv or in/*.{csv,txt}, but is '" + pattern + "': "
                            + e.getDescription(),
                    e);
        }
    }

    boolean matches(String name) {
        return this == ALL || matcher.matches(Path.of(name));
    }
}
