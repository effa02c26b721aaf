package io.memsafe.spring.batch;

import io.memsafe.batch.ItemReader;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.listener.ItemReadListener;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStream;

/**
 * Makes a reader of Spring stand still when it throws.
 *
 * <p>Spring's readers promise nothing then. After an exception the item counts as read, as it does in Spring, and stepping
 * over it is easy; to read it again, or after an error of memory, when nobody knows whether the item is gone, the reader
 * is put back. One with a state is closed, opened at the state it had before the chunk, and read forward to where it was;
 * one without any state in its context is opened anew. Any other reader cannot be put back: an exception is thrown again
 * until the engine steps over it, and after an error of memory the step fails. Nothing was written then of what may be
 * lost, and a restart reads it.
 *
 * <p>Thread-safety: as of {@link ItemReader}, one call at a time; {@link #isFinal} by any thread.
 */
final class SpringReader<I> implements ItemReader<I> {
    private static final String COUNT = ".read.count";

    private final org.springframework.batch.infrastructure.item.ItemReader<? extends I> reader;
    private final @Nullable ItemStream stream;
    private final ItemReadListener<I> listener;
    private final Failures failures;
    private final Runnable beforeChunk;
    private ExecutionContext mark;
    private long sinceMark; // items behind the mark, the one that failed not counted
    private boolean opened;
    private @Nullable Throwable lost; // why nobody knows where the reader stands
    private volatile @Nullable Exception failed; // with which the next item was read

    SpringReader(
            org.springframework.batch.infrastructure.item.ItemReader<? extends I> reader,
            ExecutionContext ofStep,
            ItemReadListener<I> listener,
            Failures failures,
            Runnable beforeChunk) {
        this.reader = reader;
        this.stream = reader instanceof ItemStream streaming ? streaming : null;
        this.mark = new ExecutionContext(ofStep);
        this.listener = listener;
        this.failures = failures;
        this.beforeChunk = beforeChunk;
    }

    @Override
    public @Nullable I read() throws Exception {
        putBack();
        listener.beforeRead(); // one that throws ends the step, since nothing has been read that could be stepped over
        try {
            I item = reader.read();
            if (item != null) {
                listener.afterRead(item);
                sinceMark++;
            }
            return item;
        } catch (Exception e) {
            failures.failed(null, e);
            if (memory(e)) {
                lost = e;
            } else {
                failed = e;
                listener.onReadError(e);
            }
            throw e;
        } catch (Error e) {
            lost = e;
            failures.failed(null, e);
            throw e;
        }
    }

    private static boolean memory(@Nullable Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof VirtualMachineError) {
                return true;
            }
        }
        return false;
    }

    /** Whether this failure stays, however often the item is read, since the reader cannot be put back. */
    boolean isFinal(Exception failure) {
        return stream == null && failure == failed;
    }

    /** Makes the reader ready, before the item that failed if one did. */
    private void putBack() throws Exception {
        Exception before = failed;
        if (before == null) {
            ready(sinceMark);
            return;
        }
        if (stream == null) {
            throw before;
        }
        lost = before;
        try {
            ready(sinceMark);
        } catch (Exception e) {
            if (memory(e)) {
                throw e;
            }
            if (e != before) {
                before.addSuppressed(e);
            }
            throw before;
        }
        failed = null;
    }

    /** Opens the reader, or brings it back to so many items behind the mark if it was lost. */
    private void ready(long items) throws Exception {
        if (lost != null) {
            reopen(mark);
            for (long i = 0; i < items; i++) {
                readAgain();
            }
            lost = null;
        } else if (!opened) {
            if (stream != null) {
                stream.open(new ExecutionContext(mark));
            }
            opened = true;
        }
    }

    private void readAgain() throws Exception {
        try {
            reader.read();
        } catch (Exception e) {
            if (memory(e)) {
                throw e;
            }
            failures.failed(null, e); // it was stepped over before
        }
    }

    private void reopen(ExecutionContext at) {
        if (stream == null) {
            throw mayHaveLost();
        }
        stream.close();
        stream.open(new ExecutionContext(at));
    }

    /** No cause of it is the error of memory, after which the engine would try again. */
    private IllegalStateException mayHaveLost() {
        IllegalStateException thrown = new IllegalStateException(
                "reader " + reader.getClass().getName() + " may have lost an item when memory ran out in it, and"
                        + " cannot be put back, since it is no ItemStream. Nothing is lost: restart the job");
        if (lost != null) {
            thrown.addSuppressed(lost);
        }
        return thrown;
    }

    @Override
    public String skip() throws Exception {
        if (failed != null) {
            ready(sinceMark + 1); // behind it, if it was lost when it was to be put back
            sinceMark++;
            failed = null;
            return key();
        }
        if (lost == null) {
            throw new IllegalStateException("no item has failed that could be stepped over");
        }
        stepOver();
        lost = null;
        return key();
    }

    private String key() {
        return "item " + sinceMark + " after " + (mark.isEmpty() ? "the start" : mark.toString());
    }

    /** Opens the reader behind an item that does not fit into memory, which only a plain count allows. */
    private void stepOver() throws Exception {
        if (stream == null) {
            throw mayHaveLost();
        }
        ExecutionContext state = mark;
        String count = null;
        for (var entry : state.entrySet()) {
            if (entry.getKey().endsWith(COUNT) && entry.getValue() instanceof Integer) {
                count = entry.getKey();
            }
        }
        if (count == null || state.size() != 1) {
            throw new IllegalStateException("an item does not fit into memory, and reader "
                    + reader.getClass().getName()
                    + " cannot be opened behind it, since its state is not one count of items but " + state);
        }
        int behind = Math.toIntExact(state.getInt(count) + sinceMark + 1);
        ExecutionContext next = new ExecutionContext();
        next.putInt(count, behind);
        reopen(next);
        mark = next;
        sinceMark = 0;
    }

    @Override
    public @Nullable String checkpointInfo() throws Exception {
        beforeChunk.run();
        if (stream == null) {
            return null;
        }
        putBack();
        ExecutionContext state = new ExecutionContext();
        stream.update(state);
        if (state.isEmpty()) {
            return null; // saveState is off: a restart begins at the start
        }
        String info = ReaderState.encode(state);
        mark = state;
        sinceMark = 0;
        return info;
    }

    @Override
    public void open(String checkpointInfo) throws Exception {
        mark = ReaderState.decode(checkpointInfo);
    }

    /** No: it may read from the database in this JVM that has the job repository, which an interrupt can close. */
    @Override
    public boolean interruptible() {
        return false;
    }

    @Override
    public void close() {
        if (stream != null) {
            stream.close();
        }
    }
}
