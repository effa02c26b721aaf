package io.memsafe.batch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which exceptions send their item to quarantine, and how often. Thread-safety: all methods, after set-up. */
final class SkipPolicy {
    private final List<Rule> rules = new ArrayList<>();

    private static final class Rule {
        final Class<? extends Exception> type;
        final long limit;
        long used;

        Rule(Class<? extends Exception> type, long limit) {
            this.type = type;
            this.limit = limit;
        }
    }

    void add(Class<? extends Exception> type, long limit) {
        if (limit < 0) {
            throw new IllegalArgumentException(
                    "skip limit for " + type.getName() + " must be 0 or more, but is " + limit);
        }
        rules.add(new Rule(type, limit));
    }

    /** How many items each rule has let go; rules of one kind count together. */
    synchronized Map<String, Long> used() {
        Map<String, Long> used = new LinkedHashMap<>();
        for (Rule rule : rules) {
            used.merge(rule.type.getName(), rule.used, Long::sum);
        }
        return used;
    }

    /** Goes on counting where another run stood. */
    synchronized void restore(Map<String, Long> used) {
        for (Rule rule : rules) {
            rule.used = used.getOrDefault(rule.type.getName(), 0L);
        }
    }

    /**
     * Whether an item that failed so may be skipped; counts it if so.
     *
     * @throws SkipLimitExceededException if its rule is used up
     */
    synchronized boolean skips(Throwable thrown) throws SkipLimitExceededException {
        for (Rule rule : rules) {
            if (rule.type.isInstance(thrown)) {
                if (rule.used >= rule.limit) {
                    throw new SkipLimitExceededException(rule.type, rule.limit, thrown);
                }
                rule.used++;
                return true;
            }
        }
        return false;
    }
}
