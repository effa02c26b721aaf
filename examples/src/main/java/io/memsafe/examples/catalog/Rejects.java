package io.memsafe.examples.catalog;

import io.memsafe.PressureLevel;
import io.memsafe.batch.BatchPhase;
import io.memsafe.batch.Quarantine;
import io.memsafe.batch.QuarantinedItem;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The quarantine of the catalog: a file with the evidence, and the hashes of the keys for the verification.
 *
 * <p>Thread-safety: safe.
 */
final class Rejects implements Quarantine {

    private final Quarantine file;
    private final Progress progress;
    private final Set<Long> keys = new HashSet<>();
    private final Checksum hashes = new Checksum();
    private long memory;

    Rejects(Quarantine file, Progress progress) {
        this.file = file;
        this.progress = progress;
    }

    @Override
    public synchronized void add(QuarantinedItem item) throws IOException {
        file.add(item);
        keys.add(hashes.hash(item.key()));
        if (item.memory()) {
            memory++;
        }
        progress.setAside();
        System.err.println("catalog: set aside " + item.key() + " (" + item.errorMessage() + ")");
    }

    /** Sets an entry aside for a loop that has no engine to do it. */
    void add(long position, String key, BatchPhase phase, Exception failure) throws IOException {
        add(new QuarantinedItem(
                position,
                key,
                phase,
                failure.getClass().getName(),
                String.valueOf(failure.getMessage()),
                false,
                1,
                -1,
                PressureLevel.NORMAL,
                "",
                List.of(),
                Instant.now()));
    }

    /** How many entries were set aside. */
    synchronized long count() {
        return keys.size();
    }

    /** How many of them for want of memory. */
    synchronized long memory() {
        return memory;
    }

    /** Whether an entry was set aside. */
    synchronized boolean has(String key) {
        return !keys.isEmpty() && keys.contains(hashes.hash(key));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
