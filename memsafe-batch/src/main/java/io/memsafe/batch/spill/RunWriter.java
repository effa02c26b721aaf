package io.memsafe.batch.spill;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Writes runs, one after the other, with buffers that were made before memory grew short.
 *
 * <p>Through a {@link FileOutputStream}, not a channel, which an interrupt would close. Nothing is forced to the disk:
 * no run outlives its process.
 *
 * <p>Thread-safety: none.
 */
final class RunWriter<T> implements AutoCloseable {
    private static final int SLICE_BYTES = 64 << 10;

    private final RunFolder folder;
    private final Codec<T> codec;
    private final ByteSink block = new ByteSink(RunBlock.BYTES);
    private final byte[] header = new byte[RunBlock.HEADER_BYTES];
    private final byte[] last = new byte[Long.BYTES];
    private final CRC32C crc = new CRC32C();
    private final @Nullable Deflater deflater;
    private final byte[] packed;

    RunWriter(RunFolder folder, Codec<T> codec, boolean compressed) {
        this.folder = folder;
        this.codec = codec;
        this.deflater = compressed ? new Deflater(Deflater.BEST_SPEED, true) : null;
        this.packed = new byte[compressed ? RunBlock.BYTES : 0];
    }

    /** One file under way. */
    private final class Output implements AutoCloseable {
        private final Path file = folder.next();
        private final long id = ThreadLocalRandom.current().nextLong();
        private final FileOutputStream out;
        private int sequence;
        private int inBlock;
        private long entries;
        private long bytes;
        private boolean sealed;

        Output() throws IOException {
            RunFolder.createFile(file);
            try {
                out = new FileOutputStream(file.toFile());
            } catch (Throwable t) {
                folder.remove(file, 0);
                throw t;
            }
        }

        void write(T entry) throws IOException {
            codec.write(entry, block);
            inBlock++;
            entries++;
            if (block.size() >= RunBlock.BYTES) {
                flush();
            }
        }

        private void flush() throws IOException {
            int size = block.size();
            int packedBytes = pack(size);
            if (packedBytes < size) {
                put(inBlock, size, packed, packedBytes);
            } else {
                put(inBlock, size, block.bytes(), size);
            }
            block.reset();
            inBlock = 0;
        }

        private void put(int entriesOfIt, int length, byte[] stored, int size) throws IOException {
            RunBlock.seal(header, crc, id, sequence, entriesOfIt, length, stored, size);
            long needed = (long) RunBlock.HEADER_BYTES + size;
            folder.take(needed);
            bytes += needed;
            sequence++;
            try {
                out.write(header);
                for (int at = 0; at < size; at += SLICE_BYTES) {
                    out.write(stored, at, Math.min(SLICE_BYTES, size - at));
                }
            } catch (IOException e) {
                throw folder.failed(needed, e);
            }
        }

        Run seal(int level) throws IOException {
            if (inBlock > 0) {
                flush();
            }
            Numbers.LONG.set(last, 0, entries);
            put(RunBlock.LAST, last.length, last, last.length);
            out.close();
            Run run = new Run(file, id, entries, bytes, level);
            sealed = true;
            return run;
        }

        @Override
        public void close() throws IOException {
            if (!sealed) {
                try (out) {
                    folder.remove(file, bytes);
                }
            }
        }
    }

    /** Deflates the block, and says how long it is then: not shorter if it is not worth it. */
    private int pack(int size) {
        if (deflater == null || size > packed.length) {
            return size;
        }
        deflater.reset();
        deflater.setInput(block.bytes(), 0, size);
        deflater.finish();
        int count = deflater.deflate(packed, 0, packed.length);
        return deflater.finished() ? count : size;
    }

    /**
     * Writes all entries of a merge to a new run; if that fails, there is none.
     *
     * @param level of the run
     * @throws SpillFullException if there is no room
     */
    Run write(Merge<T> entries, int level) throws IOException {
        block.reset();
        try (Output output = new Output()) {
            for (T entry = entries.next(); entry != null; entry = entries.next()) {
                output.write(entry);
            }
            return output.seal(level);
        }
    }

    @Override
    public void close() {
        if (deflater != null) {
            deflater.end();
        }
    }
}
