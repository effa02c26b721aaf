package io.memsafe.doctor.audit;

import org.jspecify.annotations.Nullable;

/**
 * Something that is set up badly, or worth knowing.
 *
 * <p>Thread-safety: immutable.
 *
 * @param rule the stable identifier of the rule that found it, such as {@code host.swap}
 * @param severity how much it matters
 * @param where what was looked at: a file, a setting, a container with its line
 * @param found what stands there
 * @param why why that matters for this kind of work
 * @param fix what to do, exactly: a command, or the lines to write
 * @param profile the kind of work it was judged for; null if it is the same for all
 * @param source where that is documented
 */
public record Finding(
        String rule,
        Severity severity,
        String where,
        String found,
        String why,
        String fix,
        @Nullable Profile profile,
        String source) {
    static final int LONGEST = 700;

    /**
     * Makes all texts safe for a terminal and cuts them to {@value #LONGEST} characters.
     *
     * @param rule the stable identifier of the rule that found it, such as {@code host.swap}
     * @param severity how much it matters
     * @param where what was looked at: a file, a setting, a container with its line
     * @param found what stands there
     * @param why why that matters for this kind of work
     * @param fix what to do, exactly: a command, or the lines to write
     * @param profile the kind of work it was judged for; null if it is the same for all
     * @param source where that is documented
     */
    public Finding {
        where = Texts.printable(where, LONGEST);
        found = Texts.printable(found, LONGEST);
        why = Texts.printable(why, LONGEST);
        fix = Texts.printable(fix, LONGEST);
    }
}
