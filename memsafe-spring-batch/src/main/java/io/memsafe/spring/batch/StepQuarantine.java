package io.memsafe.spring.batch;

import io.memsafe.batch.Quarantine;
import io.memsafe.batch.QuarantinedItem;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.listener.SkipListener;

/**
 * Counts the items that are set aside, and tells Spring's skip listeners. Thread-safety: {@link #add} by one thread at a
 * time; the counts by any.
 */
final class StepQuarantine<I, O> implements Quarantine {
    private static final Logger LOG = LoggerFactory.getLogger(GovernedStep.class);

    final AtomicLong read = new AtomicLong();
    final AtomicLong processed = new AtomicLong();
    final AtomicLong written = new AtomicLong();
    private final String step;
    private final @Nullable Quarantine kept;
    private final SkipListener<I, O> listener;
    private final Failures failures;

    StepQuarantine(String step, @Nullable Quarantine kept, SkipListener<I, O> listener, Failures failures) {
        this.step = step;
        this.kept = kept;
        this.listener = listener;
        this.failures = failures;
    }

    @Override
    public void add(QuarantinedItem item) throws IOException {
        if (kept == null) {
            LOG.warn("step {} sets aside {}", step, item);
        } else {
            kept.add(item);
        }
        switch (item.phase()) {
            case READ -> read.incrementAndGet();
            case PROCESS -> processed.incrementAndGet();
            case WRITE -> written.incrementAndGet();
        }
        try {
            tell(item);
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.warn("a skip listener of step {} failed on item {}", step, item.position(), e);
        } finally {
            failures.clear();
        }
    }

    @SuppressWarnings("unchecked") // the adapters note what they were given
    private void tell(QuarantinedItem item) {
        Throwable error = failures.error();
        Object failed = failures.item();
        if (error == null) {
            return;
        }
        switch (item.phase()) {
            case READ -> listener.onSkipInRead(error);
            case PROCESS -> {
                if (failed != null) {
                    listener.onSkipInProcess((I) failed, error);
                }
            }
            case WRITE -> {
                if (failed != null) {
                    listener.onSkipInWrite((O) failed, error);
                }
            }
        }
    }

    @Override
    public boolean contains(long position) throws IOException {
        return kept != null && kept.contains(position);
    }

    @Override
    public void close() throws IOException {
        if (kept != null) {
            kept.close();
        }
    }
}
