package io.memsafe.batch;

/**
 * A transaction was being committed when something failed, and nobody knows whether it took effect: the items of the
 * chunk are all written or none of them is. The job ends, since to write them again could double them.
 *
 * <p>The failure is the cause, except when memory had run out: then it is suppressed, because an {@link OutOfMemoryError}
 * among the causes means to a job that nothing was written and that it may try again.
 *
 * @see JdbcWriter#inDoubt(JdbcWriter.DoubtCheck)
 */
public final class CommitInDoubtException extends Exception {
    private static final long serialVersionUID = 1;

    CommitInDoubtException(int items) {
        super("the commit of " + items + " items failed, and whether it took effect is not known; see whether they are"
                + " there before the job is run again, or give the writer a check with inDoubt()");
    }

    /** Says why; made before the commit, since there may be no memory for an exception after it. */
    void because(Throwable failure) {
        try {
            if (Shortage.containable(failure)) {
                addSuppressed(failure);
            } else {
                initCause(failure);
            }
        } catch (OutOfMemoryError e) {
            return; // what happened matters more than why
        }
    }
}
