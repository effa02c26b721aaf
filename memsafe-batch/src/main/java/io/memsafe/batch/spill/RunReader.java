package io.memsafe.batch.spill;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Reads a run. After an error it stands where it stood, so that a call that had no memory can be made again.
 *
 * <p>Thread-safety: none.
 */
final class RunReader<T> implements Source<T> {
    /** What a reader holds: a block, another one if it is compressed, and small things. */
    static final long HELD_BYTES = RunBlock.BYTES + (RunBlock.BYTES >> 2);

    private static final byte[] NOTHING = {};

    private final Run run;
    private final Codec<T> codec;
    private final RandomAccessFile file;
    private final ByteSource source = new ByteSource();
    private final byte[] header = new byte[RunBlock.HEADER_BYTES];
    private final CRC32C crc = new CRC32C();
    private byte[] block = NOTHING;
    private long position;
    private int sequence;
    private int leftInBlock;
    private long entries;
    private boolean ended;
    private @Nullable T head;

    RunReader(Run run, Codec<T> codec) throws IOException {
        this.run = run;
        this.codec = codec;
        this.file = new RandomAccessFile(run.file().toFile(), "r");
    }

    @Override
    public @Nullable T head() {
        return head;
    }

    @Override
    public boolean advance() throws IOException {
        while (leftInBlock == 0 && !ended) {
            load();
        }
        if (ended) {
            head = null;
            block = NOTHING;
            return false;
        }
        int at = source.position();
        T entry;
        try {
            entry = codec.read(source);
        } catch (Throwable t) {
            source.position(at);
            throw t;
        }
        head = entry;
        leftInBlock--;
        return true;
    }

    private void load() throws IOException {
        file.seek(position);
        try {
            file.readFully(header);
            if (!RunBlock.isHeader(header, sequence)
                    || RunBlock.storedBytes(header) > run.bytes() - position - RunBlock.HEADER_BYTES) {
                throw new CorruptRunException(run.file(), position, "there is no block " + sequence);
            }
            int size = RunBlock.storedBytes(header);
            int length = RunBlock.length(header);
            boolean packed = size < length;
            byte[] stored = !packed && block.length >= size ? block : new byte[size];
            file.readFully(stored, 0, size);
            if (!RunBlock.isSealed(header, crc, run.id(), stored)) {
                throw new CorruptRunException(run.file(), position, "block " + sequence + " has a wrong checksum");
            }
            loaded(packed ? unpack(stored, length) : stored, length, size);
        } catch (EOFException e) {
            throw new CorruptRunException(
                    run.file(), position, "the file ends in block " + sequence + ", and had " + run.bytes() + " bytes");
        }
    }

    private byte[] unpack(byte[] stored, int length) throws IOException {
        byte[] to = block.length >= length ? block : new byte[length];
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(stored);
            int count = inflater.inflate(to, 0, length);
            if (count != length) {
                throw new CorruptRunException(
                        run.file(), position, "block " + sequence + " is " + count + " bytes, not " + length);
            }
            return to;
        } catch (DataFormatException e) {
            throw new CorruptRunException(run.file(), position, "block " + sequence + " cannot be inflated: " + e);
        } finally {
            inflater.end();
        }
    }

    /** Takes a good block in; nothing here can fail but by a count that is wrong. */
    private void loaded(byte[] bytes, int length, int size) throws IOException {
        int count = RunBlock.entries(header);
        if (count == RunBlock.LAST) {
            long told = length == Long.BYTES ? Numbers.longAt(bytes, 0) : -1;
            if (told != entries || told != run.entries()) {
                throw new CorruptRunException(
                        run.file(), position, "it has " + entries + " entries instead of " + run.entries());
            }
            ended = true;
            return;
        }
        block = bytes;
        source.open(bytes, 0, length);
        leftInBlock = count;
        entries += count;
        sequence++;
        position += (long) RunBlock.HEADER_BYTES + size;
    }

    @Override
    public void close() {
        head = null;
        block = NOTHING;
        try {
            file.close();
        } catch (IOException e) {
            return; // it was only read
        }
    }
}
