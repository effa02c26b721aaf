package io.memsafe.examples.catalog;

import io.memsafe.batch.BatchPhase;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A way to write the job. */
enum Contestant {
    /** Reads everything, then describes everything, then writes everything. */
    COLLECT("collect everything") {
        @Override
        Outcome run(Job job) throws Exception {
            return CollectEverything.run(job);
        }
    },
    /** A loop over chunks of a fixed size. */
    FIXED("fixed chunks") {
        @Override
        Outcome run(Job job) throws Exception {
            return FixedChunks.run(job);
        }
    },
    /** The batch engine under the governor. */
    GOVERNED("memsafe") {
        @Override
        Outcome run(Job job) throws Exception {
            return Governed.run(job);
        }
    };

    private final String label;

    Contestant(String label) {
        this.label = label;
    }

    /** What people call it. */
    String label() {
        return label;
    }

    /** Does the job. */
    abstract Outcome run(Job job) throws Exception;

    /** The next entry that can be read; sets those aside that cannot. */
    static @Nullable Entry nextReadable(Job job) throws IOException {
        while (true) {
            try {
                return job.source().read();
            } catch (CorruptInputException e) {
                long position = job.source().position();
                job.rejects().add(position, job.source().skip(), BatchPhase.READ, e);
            }
        }
    }

    /** The row of an entry; sets it aside and returns {@code null} if it is corrupt. */
    static @Nullable Row describe(Job job, Entry entry) throws IOException {
        try {
            return job.describe().process(entry);
        } catch (CorruptInputException e) {
            job.rejects().add(entry.position(), entry.key(), BatchPhase.PROCESS, e);
            return null;
        }
    }
}
