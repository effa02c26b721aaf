package io.memsafe.doctor.explain;

import io.memsafe.doctor.text.Lines;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Goes on with logs while they are written, as {@code tail -F} does: a file may be there already, and is then read from its
 * begin; it may come later, be cut to nothing, or be rotated, and then its last lines are read before the new file. It reads
 * when {@link #poll} is called, has no clock, and keeps no more than an {@link Explainer} and 256 KiB for each log.
 *
 * <p>Thread-safety: none; used by one thread.
 */
public final class LogFollower implements AutoCloseable {
    /** Of the heap verdict, which may turn from growing to exhausted. */
    private final Set<IncidentKind> heapTold = EnumSet.noneOf(IncidentKind.class);

    private final Explainer explainer;
    private final Consumer<? super Incident> found;
    private final List<Followed> logs = new ArrayList<>();
    private @Nullable Followed latest;
    private boolean quiet = true;

    /**
     * With nothing to follow yet.
     *
     * @param explainer is told all lines; has the summary at the end
     * @param found takes each incident once, when it is complete or nothing more came; of errors the first of each kind
     */
    public LogFollower(Explainer explainer, Consumer<? super Incident> found) {
        this.explainer = explainer;
        this.found = found;
        explainer.onFound(found);
    }

    /**
     * Follows a file too.
     *
     * @param path need not be there yet
     */
    public void add(Path path) {
        logs.add(new FollowedFile(path));
    }

    /**
     * Follows a stream too, which a thread of its own reads.
     *
     * @param name for the evidence
     * @param in not closed; at its end nothing more comes from it
     */
    public void add(String name, InputStream in) {
        logs.add(new FollowedStream(name, in));
    }

    /**
     * Reads what has come since the last time.
     *
     * @return whether there was anything; if not, some time should pass before the next call
     * @throws IOException if a log can no longer be read
     */
    public boolean poll() throws IOException {
        boolean any = false;
        for (Followed log : logs) {
            if (log.hasMore()) {
                if (latest != log && latest != null) {
                    explainer.endReports();
                }
                latest = log;
                log.read();
                any = true;
            }
        }
        if (!any && !quiet) {
            explainer.endReports();
        }
        if (any) {
            Incident heap = explainer.heapIncident();
            if (heap != null && heapTold.add(heap.kind())) {
                found.accept(heap);
            }
        }
        quiet = !any;
        return any;
    }

    /**
     * Whether nothing more can come: all logs are streams that have ended.
     *
     * @return false while there is a file to follow
     */
    public boolean ended() {
        return logs.stream().allMatch(Followed::ended);
    }

    /** Ends reports that are still open, and closes the files. */
    @Override
    public void close() throws IOException {
        for (Followed log : logs) {
            log.close();
        }
        explainer.endReports();
        explainer.endHeap();
    }

    /** A log with its lines. */
    private abstract class Followed {
        final Lines lines = new Lines();
        final Lines.Sink sink;

        Followed(String name) {
            sink = explainer.begin(name);
        }

        abstract boolean hasMore() throws IOException;

        abstract void read() throws IOException;

        abstract boolean ended();

        abstract void close() throws IOException;
    }

    private final class FollowedFile extends Followed {
        /** So that a large log does not keep the others waiting. */
        private static final int MOST_AT_ONCE = 1 << 20;

        private final Path path;
        private @Nullable FileChannel channel;
        private @Nullable Object key;

        FollowedFile(Path path) {
            super(path.toString());
            this.path = path;
        }

        @Override
        boolean hasMore() throws IOException {
            FileChannel now = channel;
            if (now == null) {
                return open();
            }
            long size = now.size();
            if (size < now.position()) {
                lines.finish(sink);
                now.position(0); // cut to nothing, and begun anew
            }
            if (size > now.position()) {
                return true;
            }
            if (isOther()) {
                close();
                return open();
            }
            return false;
        }

        /** Whether by its name there is another file now. */
        private boolean isOther() throws IOException {
            try {
                Object other =
                        Files.readAttributes(path, BasicFileAttributes.class).fileKey();
                return !Objects.equals(other, key);
            } catch (NoSuchFileException e) {
                return false; // being rotated
            }
        }

        private boolean open() throws IOException {
            try {
                FileChannel opened = FileChannel.open(path, StandardOpenOption.READ);
                channel = opened;
                key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
                return opened.size() > 0;
            } catch (NoSuchFileException | FileNotFoundException e) {
                return false;
            }
        }

        @Override
        void read() throws IOException {
            FileChannel now = channel;
            if (now != null) {
                byte[] some = Channels.newInputStream(now).readNBytes(MOST_AT_ONCE);
                lines.drain(new ByteArrayInputStream(some), sink);
            }
        }

        @Override
        boolean ended() {
            return false;
        }

        @Override
        void close() throws IOException {
            FileChannel now = channel;
            channel = null;
            if (now != null) {
                lines.finish(sink);
                now.close();
            }
        }
    }

    private final class FollowedStream extends Followed {
        private static final int CHUNK = 16 << 10;
        private static final int MOST_WAITING = 16;
        private final BlockingQueue<byte[]> chunks = new ArrayBlockingQueue<>(MOST_WAITING);
        private volatile @Nullable IOException failure;
        private boolean ended;

        FollowedStream(String name, InputStream in) {
            super(name);
            Thread thread = new Thread(() -> copy(in), "memsafe-doctor-follow");
            thread.setDaemon(true);
            thread.start();
        }

        private void copy(InputStream in) {
            byte[] buffer = new byte[CHUNK];
            try {
                int read = in.read(buffer);
                while (read >= 0) {
                    if (read > 0) {
                        chunks.put(Arrays.copyOf(buffer, read));
                    }
                    read = in.read(buffer);
                }
            } catch (IOException e) {
                failure = e;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            try {
                chunks.put(new byte[0]); // the end
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        boolean hasMore() {
            return !chunks.isEmpty();
        }

        @Override
        void read() throws IOException {
            byte[] chunk = chunks.poll();
            if (chunk == null) {
                return;
            }
            if (chunk.length == 0) {
                ended = true;
                lines.finish(sink);
                IOException failed = failure;
                if (failed != null) {
                    throw failed;
                }
                return;
            }
            lines.drain(new ByteArrayInputStream(chunk), sink);
        }

        @Override
        boolean ended() {
            return ended;
        }

        @Override
        void close() throws IOException {
            while (!ended && hasMore()) {
                read();
            }
            lines.finish(sink);
        }
    }
}
