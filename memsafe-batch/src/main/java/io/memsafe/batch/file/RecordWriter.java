package io.memsafe.batch.file;

import io.memsafe.batch.RestartableWriter;
import io.memsafe.batch.UndoableWriter;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Appends chunks to a file, each as a whole or not at all.
 *
 * <p>When {@link #write} returns, the chunk is on the disk. When it throws, the file is cut back to where the chunk began;
 * where that fails too, the next call does it before anything else. In a compressed file each chunk is a gzip member or
 * Zstandard frame of its own, so that the file can be cut between any two. The file is locked against other programs
 * while it is open. In a job with a checkpoint it is a
 * {@link RestartableWriter}: a run that goes on cuts the file back to the checkpoint, so each item is in it exactly once.
 *
 * <p>Thread-safety: as of a writer that is not {@link #concurrent()}.
 *
 * @param <O> what is written
 */
public final class RecordWriter<O> implements UndoableWriter<O>, RestartableWriter<O> {
    private static final int BUFFER_BYTES = 64 << 10;

    private final Path file;
    private final Compression compression;
    private final RecordSink<? super O> sink;
    private OutputFile.Start start;
    private @Nullable FileChannel channel;
    private long good;
    private long goodBefore;

    RecordWriter(Path file, Compression compression, RecordSink<? super O> sink, OutputFile.Start start) {
        this.file = file;
        this.compression = compression;
        this.sink = sink;
        this.start = start;
    }

    @Override
    public void write(List<? extends O> items) throws Exception {
        FileChannel to = opened();
        cut(to);
        try {
            try (OutputStream out = compression.writing(new ChannelOutput(to));
                    BufferedOutputStream buffer = new BufferedOutputStream(out, BUFFER_BYTES)) {
                OutputStream open = new Unclosed(buffer);
                if (good == 0) {
                    sink.begin(open);
                }
                for (O item : items) {
                    sink.write(open, item);
                }
            }
            to.force(true);
            long end = to.position();
            goodBefore = good;
            good = end;
        } catch (Throwable e) {
            try {
                cut(to);
            } catch (IOException | OutOfMemoryError more) {
                e.addSuppressed(more);
            }
            throw e;
        }
    }

    /**
     * Bytes of the file that are certain to be chunks as a whole. Kept somewhere with the place of the reader, it lets a
     * later run go on with {@link OutputFile#keep} and leave nothing out and nothing double.
     *
     * @return the length after the last chunk written
     * @throws IOException if the file cannot be opened
     */
    public long length() throws IOException {
        opened();
        return good;
    }

    /** The {@link #length()}. */
    @Override
    public String checkpointInfo() throws IOException {
        return Long.toString(length());
    }

    /** Will go on after the bytes that the file had at a checkpoint, whatever it was told of a file that is there. */
    @Override
    public void open(String checkpointInfo) throws IOException {
        OutputFile.Start kept = OutputFile.kept(Long.parseLong(checkpointInfo));
        try (FileChannel there = FileChannel.open(file, StandardOpenOption.READ)) {
            kept.length(file, there);
        }
        start = kept;
    }

    @Override
    public void undo() throws IOException {
        good = goodBefore;
        cut(opened());
    }

    private FileChannel opened() throws IOException {
        FileChannel open = channel;
        if (open == null || !open.isOpen()) { // an interrupted thread closes it
            boolean first = open == null;
            open = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                lock(open);
                if (first) {
                    good = start.length(file, open);
                    goodBefore = good;
                }
            } catch (Throwable e) {
                open.close();
                throw e;
            }
            channel = open;
        }
        return open;
    }

    private void lock(FileChannel open) throws IOException {
        FileLock lock;
        try {
            lock = open.tryLock();
        } catch (OverlappingFileLockException e) {
            throw new IOException(file + " is being written by another job of this program", e);
        }
        if (lock == null) {
            throw new IOException(file + " is being written by another program");
        }
    }

    /** Cuts off what is not a chunk as a whole, and goes to the end. */
    private void cut(FileChannel open) throws IOException {
        if (open.size() > good) {
            open.truncate(good);
        }
        open.position(good);
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            try (FileChannel open = opened()) {
                cut(open);
            }
        }
    }

    /** Hands bytes to a channel in pieces, so that the JDK's copy of them outside of the heap stays small. */
    private static final class ChannelOutput extends OutputStream {
        private final FileChannel to;

        ChannelOutput(FileChannel to) {
            this.to = to;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            for (int at = offset; at < offset + length; ) {
                at += to.write(ByteBuffer.wrap(bytes, at, Math.min(BUFFER_BYTES, offset + length - at)));
            }
        }
    }

    /** Goes on when a library closes or flushes it after an item. */
    private static final class Unclosed extends FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void flush() {
            // at the end of the chunk
        }

        @Override
        public void close() {
            // at the end of the chunk
        }
    }
}
