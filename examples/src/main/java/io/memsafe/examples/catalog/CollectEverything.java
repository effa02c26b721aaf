package io.memsafe.examples.catalog;

import java.util.ArrayList;
import java.util.List;

/** The job as many people start: three lists. */
final class CollectEverything {

    private CollectEverything() {}

    static Outcome run(Job job) throws Exception {
        List<Entry> entries = new ArrayList<>();
        for (Entry entry = Contestant.nextReadable(job); entry != null; entry = Contestant.nextReadable(job)) {
            entries.add(entry);
        }
        List<Row> rows = new ArrayList<>();
        for (Entry entry : entries) {
            Row row = Contestant.describe(job, entry);
            if (row != null) {
                rows.add(row);
            }
        }
        job.store().write(rows);
        return Outcome.completed("everything in one list");
    }
}
