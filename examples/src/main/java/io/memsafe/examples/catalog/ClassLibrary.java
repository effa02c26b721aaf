package io.memsafe.examples.catalog;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Opens the class library of the running JDK, one module at a time.
 *
 * <p>The file system {@code jrt:/} that every JVM shares keeps a node for every file that was ever looked at, about 9 MB
 * for all of them, and never lets go. A private one is closed with all its nodes; opening one a module keeps at most
 * the nodes of that module, below 4 MB. All private ones come from one provider, so their classes are loaded once.
 *
 * <p>Thread-safety: none; one reader uses it.
 */
final class ClassLibrary implements AutoCloseable {

    private static final URI JRT = URI.create("jrt:/");

    private @Nullable FileSystem first;

    /** Opens a cursor over a module; closing it drops all that was kept for it. */
    InputCursor open(Input.SystemModule module, ContentReader contents) throws IOException {
        FileSystem modules = fileSystem();
        try {
            InputCursor files =
                    new FolderCursor(module.label(), modules.getPath("/modules", module.name()), false, contents);
            return new ModuleCursor(files, modules);
        } catch (Throwable t) {
            modules.close();
            throw t;
        }
    }

    /** A fresh file system over the class library, for the caller to close. */
    FileSystem fileSystem() throws IOException {
        if (first == null) {
            first = FileSystems.newFileSystem(JRT, Map.of("java.home", System.getProperty("java.home")));
        }
        return first.provider().newFileSystem(JRT, Map.of());
    }

    @Override
    public void close() throws IOException {
        if (first != null) {
            first.close();
        }
    }

    private record ModuleCursor(InputCursor files, FileSystem modules) implements InputCursor {
        @Override
        public @Nullable Entry read(long position) throws IOException {
            return files.read(position);
        }

        @Override
        public String key() {
            return files.key();
        }

        @Override
        public void advance() {
            files.advance();
        }

        @Override
        public void close() {
            try {
                modules.close();
            } catch (IOException e) {
                // It was only read, and every file of it is out by now.
                return;
            }
        }
    }
}
