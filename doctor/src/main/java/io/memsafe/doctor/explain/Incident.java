package io.memsafe.doctor.explain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that failed or was killed for want of memory, or a crash that was not. What the log does not say is null.
 *
 * <p>Thread-safety: immutable.
 *
 * @param kind what it is
 * @param victim what was killed or failed: a process, a control group, a thread
 * @param pid of the process
 * @param by who did it, for example {@code kernel, asked by java}
 * @param limit which limit was reached, with its size where the log has it
 * @param cause the probable cause, in a sentence
 * @param users who held the memory, the largest first; at most {@value #MOST_USERS}
 * @param when its time as the log writes it
 * @param count how many times it was seen; more than 1 for errors of one kind, which are one incident
 * @param lastWhen the time of the last of them
 * @param evidence the lines this rests on, in their order; at most {@value #MOST_EVIDENCE}
 * @param advice what to do, in sentences
 */
public record Incident(
        IncidentKind kind,
        @Nullable String victim,
        @Nullable Long pid,
        @Nullable String by,
        @Nullable String limit,
        String cause,
        List<MemoryUser> users,
        @Nullable String when,
        long count,
        @Nullable String lastWhen,
        List<Evidence> evidence,
        List<String> advice) {
    static final int LONGEST = 500;
    static final int MOST_USERS = 5;
    static final int MOST_EVIDENCE = 8;

    /**
     * Copies the lists, and cuts the texts to {@value #LONGEST} characters without control characters.
     *
     * @param kind what it is
     * @param victim what was killed or failed: a process, a control group, a thread
     * @param pid of the process
     * @param by who did it, for example {@code kernel, asked by java}
     * @param limit which limit was reached, with its size where the log has it
     * @param cause the probable cause, in a sentence
     * @param users who held the memory, the largest first; at most {@value #MOST_USERS}
     * @param when its time as the log writes it
     * @param count how many times it was seen; more than 1 for errors of one kind, which are one incident
     * @param lastWhen the time of the last of them
     * @param evidence the lines this rests on, in their order; at most {@value #MOST_EVIDENCE}
     * @param advice what to do, in sentences
     */
    public Incident {
        victim = cut(victim);
        by = cut(by);
        limit = cut(limit);
        cause = Scan.printable(cause, LONGEST);
        when = cut(when);
        lastWhen = cut(lastWhen);
        users = List.copyOf(users);
        evidence = List.copyOf(evidence);
        advice = List.copyOf(advice);
    }

    /** The same, of another cause. */
    Incident with(String otherCause) {
        return new Incident(kind, victim, pid, by, limit, otherCause, users, when, count, lastWhen, evidence, advice);
    }

    private static @Nullable String cut(@Nullable String text) {
        return text == null ? null : Scan.printable(text, LONGEST);
    }
}
