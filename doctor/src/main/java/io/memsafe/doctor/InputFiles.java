package io.memsafe.doctor;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Files that a command is given, and in words what is wrong with one. */
final class InputFiles {
    private InputFiles() {}

    /** What a name stands for, whether it is there or not. */
    static Path path(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new CannotReadException("'" + name + "' is no name of a file: " + e.getReason(), e);
        }
    }

    /**
     * What may become a file, but is no folder.
     *
     * @param pattern of what could be given instead of a folder
     */
    static Path noFolder(String name, String pattern) {
        Path path = path(name);
        if (Files.isDirectory(path)) {
            throw new CannotReadException(
                    "'" + name + "' is a folder: give the files in it, such as " + path.resolve(pattern));
        }
        return path;
    }

    /**
     * A file that is there.
     *
     * @param pattern of what could be given instead of a folder
     */
    static Path existing(String name, String pattern) {
        Path path = noFolder(name, pattern);
        if (!Files.exists(path)) {
            throw new CannotReadException("there is no file '" + name + "'");
        }
        return path;
    }

    static String reason(IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
