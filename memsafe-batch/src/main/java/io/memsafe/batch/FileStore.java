package io.memsafe.batch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Progress in a file, with the generation before it.
 *
 * <p>A save writes a new file and forces it to disk, moves the current one to {@code .previous}, moves the new one to its
 * place, and forces the folder. Power may go at any of these steps: the text ends with its checksum and begins with
 * its generation, and of the three files the newest one that is whole counts.
 */
final class FileStore implements CheckpointStore {
    private static final String CHECKSUM = "#crc32c=";
    private static final String GENERATION = "#generation=";

    private final String job;
    private final Path file;
    private final Path previous;
    private final Path next;
    private final FileClaim claim;
    private long generation;
    private @Nullable String note;

    FileStore(String job, Path file, FileClaim claim) {
        this.job = job;
        this.file = file;
        this.previous = file.resolveSibling(file.getFileName() + ".previous");
        this.next = file.resolveSibling(file.getFileName() + ".new");
        this.claim = claim;
    }

    @Override
    public @Nullable SavedProgress load() throws IOException, CheckpointException {
        Path from = null;
        String newest = null;
        for (Path candidate : new Path[] {file, next, previous}) {
            String text = read(candidate);
            if (text != null && whole(text) && generation(text) > generation) {
                generation = generation(text);
                newest = text;
                from = candidate;
            }
        }
        if (newest == null) {
            if (Files.exists(file) || Files.exists(previous)) {
                throw new CheckpointException("the checkpoint " + file + " is damaged, and so is what came before it."
                        + " Delete it to begin job " + job + " anew; items may then be written twice");
            }
            return null;
        }
        if (next.equals(from)) {
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE); // the last save was cut short at its last step
        } else if (previous.equals(from)) {
            note = "the checkpoint " + file
                    + " was damaged or missing; the one before it counts, and items settled after"
                    + " it are dealt with again";
        }
        SavedProgress saved = SavedProgress.parse(newest);
        if (!saved.job().equals(job)) {
            throw new CheckpointException("the checkpoint " + file + " belongs to job " + saved.job() + ", not to "
                    + job + ": give each job a file of its own");
        }
        return saved;
    }

    private static @Nullable String read(Path file) throws IOException {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static boolean whole(String text) {
        int at = text.lastIndexOf(CHECKSUM);
        return at > 0
                && text.startsWith(GENERATION)
                && text.substring(at).equals(CHECKSUM + checksum(text.substring(0, at)) + "\n");
    }

    private static long generation(String text) {
        return Long.parseLong(text.substring(GENERATION.length(), text.indexOf('\n')));
    }

    private static String checksum(String text) {
        CRC32C sum = new CRC32C();
        sum.update(text.getBytes(StandardCharsets.UTF_8));
        return String.format(Locale.ROOT, "%08x", sum.getValue());
    }

    @Override
    public @Nullable String note() {
        return note;
    }

    @Override
    public void save(SavedProgress progress) throws IOException {
        String text = GENERATION + (generation + 1) + "\n" + progress.text();
        ByteBuffer bytes = ByteBuffer.wrap((text + CHECKSUM + checksum(text) + "\n").getBytes(StandardCharsets.UTF_8));
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        String current = read(file);
        if (current != null && whole(current)) {
            Files.move(file, previous, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        Folders.force(file);
        generation++;
    }

    @Override
    public void forget() throws IOException {
        Files.deleteIfExists(previous);
        Files.deleteIfExists(next);
        Files.deleteIfExists(file);
    }

    @Override
    public void close() throws IOException {
        claim.close();
    }
}
