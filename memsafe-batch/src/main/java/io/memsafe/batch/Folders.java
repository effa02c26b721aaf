package io.memsafe.batch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forces what folders say to disk. */
final class Folders {
    private static final Logger LOG = LoggerFactory.getLogger(BatchJob.class);

    private Folders() {}

    /** Makes a rename of a file last; on Windows, where a folder cannot be opened, that is left to the system. */
    static void force(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            LOG.debug("the folder {} cannot be forced to disk", folder, e);
        }
    }
}
