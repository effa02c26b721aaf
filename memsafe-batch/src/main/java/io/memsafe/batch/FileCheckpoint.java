package io.memsafe.batch;

import java.io.IOException;
import java.nio.file.Path;

/** Keeps the progress of one job in a file. */
final class FileCheckpoint extends Checkpoint {
    private final Path file;

    FileCheckpoint(Path file) {
        this.file = file;
    }

    @Override
    CheckpointStore claim(String job) throws IOException, CheckpointException {
        Path folder = file.toAbsolutePath().normalize().getParent();
        if (folder == null) {
            throw new CheckpointException("a checkpoint must be a file, but is " + file);
        }
        Path real;
        try {
            real = folder.toRealPath().resolve(file.getFileName());
        } catch (IOException e) {
            throw new CheckpointException("the folder of the checkpoint " + file + " cannot be used: " + e, e);
        }
        return new FileStore(job, real, FileClaim.take(job, real));
    }
}
