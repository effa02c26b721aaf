package io.memsafe.benchmarks.batch;

import io.memsafe.benchmarks.batch.child.Ledger;
import io.memsafe.benchmarks.batch.child.Ledger.Entry;
import io.memsafe.benchmarks.batch.child.Workload;
import io.memsafe.benchmarks.stand.Run;
import io.memsafe.fork.ForkedResult;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is kept of a run, by name. */
final class Outcome {
    static final String END = "end";
    static final String COMPLETE = "complete";
    static final String INCOMPLETE = "incomplete";
    static final String WRONG = "wrong";
    static final String FAILED = "failed";
    static final String TIMEOUT = "timeout";
    static final String CRASH = "crash";

    /** Killed only because a quick run had no more time; it says nothing then. */
    static final String CUT = "cut";

    static final String WRITTEN = "written";
    static final String GIVEN_UP = "givenUp";
    static final String TWICE = "twice";
    static final String ERRORS = "errors";
    static final String TENANT_ERRORS = "tenantErrors";
    static final String SECONDS = "seconds";
    static final String CPU_SECONDS = "cpuSeconds";
    static final String COLLECTING = "collecting";
    static final String ITEMS_A_WRITE = "itemsAWrite";
    static final String MOST_ITEMS = "mostItems";
    static final String MOST_MEGABYTES = "mostMB";
    static final String NOTE = "note";

    private static final double NANOS = 1e9;
    private static final double MILLIS = 1e3;
    private static final double MEGABYTE = 1 << 20;

    private Outcome() {}

    /** Puts together what the child left, and what the launcher made of it. */
    static Map<String, Object> values(ForkedResult result, Ledger ledger, String verdict) {
        double seconds = ledger.get(Entry.NANOS) / NANOS;
        long writes = ledger.get(Entry.WRITES);
        Map<String, Object> values = new LinkedHashMap<>();
        values.put(END, end(result, ledger, verdict));
        values.put(WRITTEN, ledger.get(Entry.WRITTEN));
        values.put(GIVEN_UP, ledger.get(Entry.GIVEN_UP));
        values.put(TWICE, ledger.get(Entry.TWICE));
        values.put(ERRORS, ledger.get(Entry.ERRORS));
        values.put(TENANT_ERRORS, ledger.get(Entry.TENANT_ERRORS));
        values.put(SECONDS, seconds);
        values.put(CPU_SECONDS, ledger.get(Entry.CPU_NANOS) / NANOS);
        values.put(COLLECTING, seconds > 0 ? ledger.get(Entry.COLLECTION_MILLIS) / MILLIS / seconds : 0.0);
        values.put(ITEMS_A_WRITE, writes == 0 ? 0.0 : (double) ledger.get(Entry.WRITTEN) / writes);
        values.put(MOST_ITEMS, ledger.get(Entry.MOST_ITEMS));
        values.put(MOST_MEGABYTES, ledger.get(Entry.MOST_BYTES) / MEGABYTE);
        values.put(NOTE, result.errorTail().lines().reduce("", (before, line) -> line));
        return values;
    }

    private static String end(ForkedResult result, Ledger ledger, String verdict) {
        if (result.timedOut()) {
            return TIMEOUT;
        }
        return switch (ledger.end()) {
            case NONE -> CRASH;
            case THREW -> FAILED;
            case RETURNED -> verdict;
        };
    }

    /**
     * Whether every item that can be written was, and nobody else met an error that a pause could have avoided: an item
     * that fills the heap is met by all, whoever processes it.
     */
    static boolean good(Run run, Workload workload) {
        return complete(run) && (workload == Workload.POISON_OBJECTS || run.number(TENANT_ERRORS) == 0);
    }

    /** Whether every item that can be written was, whatever the tenant met. */
    static boolean complete(Run run) {
        return COMPLETE.equals(run.values().get(END));
    }

    static boolean cut(Run run) {
        return CUT.equals(run.values().get(END));
    }
}
